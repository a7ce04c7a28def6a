// DefinitionChange carries one change of the site definition through its steps, and answers the
// request. It runs on the login pool's threads, because checking a large definition takes a while.
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

// A definition that a change wants in force.
struct NextDefinition {
  core::Node tree;
  unsigned status = 200;  // of the answer when it is adopted
  // The path of the part that was sent, such as "queues[3].": it is cut off the fields of its
  // errors.
  std::string inside = {};
  // Makes the ETag of the answer from the whole definition. If it is not set, or returns an empty
  // text, the answer has no ETag.
  std::function<std::string(core::Node const&)> etag = {};
};

// The steps:
// 1. build_and_check(): the next definition is made from the one in force and checked as a whole;
// 2. the core is asked whether it would adopt it (a dry run ends here);
// 3. propose(): it is stored as a proposal, if the version it was made from is still the newest;
// 4. ask(): the active server adopts or refuses it; until then it is asked again.
//
// If another change came first (in step 3 or 4), the change is made again from what is in force
// then: so no change is lost.
class DefinitionChange : public std::enable_shared_from_this<DefinitionChange> {
 public:
  // Makes the next definition from the one in force; it is called again when another change came
  // first. nullopt: it has answered the request itself.
  using Make = std::function<std::optional<NextDefinition>(core::SiteDefinition const&)>;
  DefinitionChange(EdgeParts& parts, ExchangePtr exchange, Make make);
  void start();

 private:
  void build_and_check();
  // Whether the user is admin now and after the change. False: the request is answered already.
  bool stays_admin(core::SiteDefinition const& current, core::SiteDefinition const& next);
  // Where the callbacks go that wait in queues which the next definition takes out.
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
  int waits_ = 0;
};

// Whether If-Match and If-None-Match of the request allow a change of the part with this ETag
// (empty: the part does not exist). False: the request is answered with 412.
bool precondition_holds(Exchange& exchange, std::string const& etag);
std::string etag_of(core::Node const& part);  // a strong ETag: equal only for the same text

}  // namespace callbackd::edge
