// DefinitionChange carries one change of the site definition through its steps and answers the
// request. A handler of a route makes it. It then lives as long as one of its steps is under way,
// because each step holds a shared_ptr to it.
//
// One thread at a time uses it. The check of a definition runs on a thread of the login pool,
// because the check of a large definition takes a while. An answer of the engine or of the database
// is handled on the thread that calls back with it.
#pragma once
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/definition/site_decoder.hpp"
#include "edge/parts.hpp"

namespace callbackd::edge {

// The definition that a change wants to put in force.
struct NextDefinition {
  core::Node tree;
  unsigned status = 200;  // of the answer when the definition is adopted
  // If only a part of the definition was sent, the path of this part, such as "queues[3].". The
  // path is cut off the field names in the errors of this part.
  std::string path_of_part = {};
  // Makes the ETag of the answer from the whole definition. If it is not set, or returns an empty
  // text, the answer has no ETag.
  std::function<std::string(core::Node const&)> etag = {};
};

// A change has these steps:
// 1. build_and_check() makes the next definition from the one in force and checks it as a whole. If
//    it is the same as the one in force, the request is answered here.
// 2. The core is asked whether it would adopt the next definition. A dry run ends here.
// 3. propose() stores it as a proposal, if the version that it was made from is still the newest.
// 4. ask() asks repeatedly whether the active server has adopted or refused the proposal.
//
// If another change came first (seen in step 3 or 4), this change is made again from the definition
// that is in force then. So no change is lost.
class DefinitionChange : public std::enable_shared_from_this<DefinitionChange> {
 public:
  // Makes the next definition from the one in force. It is called again if another change came
  // first. nullopt: the function has answered the request itself.
  using Make = std::function<std::optional<NextDefinition>(core::SiteDefinition const&)>;
  DefinitionChange(EdgeParts& parts, ExchangePtr exchange, Make make);
  void start();

 private:
  void build_and_check();
  // Whether the user has the role admin now and also after the change. If not, the request is
  // answered and the result is false.
  bool stays_admin(core::SiteDefinition const& current, core::SiteDefinition const& next);
  // For each queue that the next definition removes, returns the queue to which its waiting
  // callbacks move. That is move_to_. If move_to_ is empty, the result is empty.
  core::QueueMoves moves_from(core::SiteDefinition const& current,
                              core::SiteDefinition const& next) const;
  void unchanged(std::int64_t version);
  void propose(std::string json, std::int64_t base, core::QueueMoves moves);
  void proposed(std::int64_t version);
  void ask();
  void handle_decision(records::DefinitionState const& state);
  void restart();
  template <typename Then>
  void retry_later(Then then);

  EdgeParts& parts_;
  ExchangePtr exchange_;
  Make make_;
  bool dry_run_ = false;
  std::string move_to_;  // a queue; empty: not given
  NextDefinition next_;
  std::vector<HttpHeader> headers_;
  std::vector<core::SiteChange> changes_;
  std::int64_t version_ = 0;  // of the proposal; 0: there is none
  boost::asio::steady_timer timer_;
  int pauses_ = 0;
};

// Whether the fields If-Match and If-None-Match of the request allow to change the part with this
// ETag. An empty ETag means that the part does not exist. If they do not allow it, the request is
// answered with 412 and the result is false.
bool precondition_holds(Exchange& exchange, std::string const& etag);
std::string etag_of(core::Node const& part);  // a strong ETag: equal only for the same text

}  // namespace callbackd::edge
