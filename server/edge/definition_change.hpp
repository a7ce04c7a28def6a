// A change of the site definition on its way: made from the one in force, checked as a whole,
// proposed for the active server, adopted. Whoever was overtaken by another's change makes it again
// from what is in force then, so that none is lost. On the login pool's threads: a large definition
// takes a while to check.
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

struct NextDefinition {
  core::Node tree;
  unsigned status = 200;    // once it is adopted
  std::string inside = {};  // what mistakes begin with in the part that was sent: queues[3].
  // Of that answer, from the whole as a GET shows it; empty: none.
  std::function<std::string(core::Node const&)> etag = {};
};

class DefinitionChange : public std::enable_shared_from_this<DefinitionChange> {
 public:
  // Called with what is in force, again after being overtaken; nullopt: it has answered.
  using Make = std::function<std::optional<NextDefinition>(core::SiteDefinition const&)>;
  DefinitionChange(EdgeParts& parts, ExchangePtr exchange, Make make);
  void start();

 private:
  void make();
  // False: it has answered.
  bool stays_admin(core::SiteDefinition const& current, core::SiteDefinition const& next);
  // Where the callbacks go that wait in queues which the next definition takes out.
  core::QueueMoves moves_from(core::SiteDefinition const& current,
                              core::SiteDefinition const& next) const;
  void unchanged(std::int64_t version);
  void propose(std::string json, std::int64_t base, core::QueueMoves moves);
  void proposed(std::int64_t version);
  void ask();
  void decided(records::DefinitionState const& state);
  void again();
  template <typename Then>
  void after_a_while(Then then);

  EdgeParts& parts_;
  ExchangePtr exchange_;
  Make make_;
  bool dry_run_ = false;
  std::string move_to_;  // a queue; empty: not given
  NextDefinition next_;
  std::vector<HttpHeader> headers_;
  std::vector<core::SiteChange> changes_;
  std::int64_t version_ = 0;  // proposed
  boost::asio::steady_timer timer_;
  int waits_ = 0;
};

// What an If-Match or If-None-Match of the request says about a part with this ETag; empty: there
// is no such part. False: it has answered 412.
bool precondition_holds(Exchange& exchange, std::string const& etag);
std::string etag_of(core::Node const& part);  // strong

}  // namespace callbackd::edge
