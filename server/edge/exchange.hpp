// One HTTP request on its way to its answer: the request, who asks, and the ways to answer it.
// Shared by the callbacks that complete it on other threads; answered once, with 503 when the last
// of them lets go of it: the server ends. Adds the CORS headers that a browser's request needs.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/system/error_code.hpp>

#include "core/messages/view.hpp"
#include "edge/authenticator.hpp"
#include "edge/net/http_message.hpp"
#include "edge/trail.hpp"
#include "wire/problem.hpp"

namespace callbackd::edge {

class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  // Refusals leave their trail there; null: none.
  Exchange(HttpRequest request, Responder responder, Trail* trail = nullptr)
      : request(std::move(request)), responder_(std::move(responder)), trail_(trail) {}
  ~Exchange();

  HttpRequest request;
  Principal principal;                 // once authenticated
  TokenShown token;                    // the same, as far as the connection counts for it
  std::vector<std::string> arguments;  // of the path: {id}, {queue}
  std::vector<std::pair<std::string, std::string>> query;
  std::string_view refused_for;  // what the trail says of a refusal; empty: the usual
  std::string allowed_origin;    // set for a browser's request that may read the answer
  // Answers, what the core refuses and what is not there; never what is wrong with the request.
  Perishes perishes = Perishes::kNever;

  void answer(unsigned status, std::string json, std::vector<HttpHeader> headers = {});
  // `json` is called on the connection's thread.
  void answer_late(unsigned status, std::function<std::string()> json,
                   std::vector<HttpHeader> headers);
  void no_content();
  // 204 with all methods, and those that a page of allowed_origin may use; none: it may read
  // nothing.
  void preflight_answer(std::string const& methods, std::string const& for_pages);
  void refuse(wire::Problem const& problem, std::vector<HttpHeader> headers = {});
  void refuse(core::Refusal const& refusal);
  void refuse(wire::ProblemCode code, std::string detail, std::vector<HttpHeader> headers = {});
  void refuse_fields(wire::FieldErrors errors);
  void not_found();
  void unavailable(std::string detail, std::chrono::seconds retry_after = {});  // 0: the usual
  // Of a question to the records that has no answer.
  void no_records(boost::system::error_code why);

 private:
  void tell(wire::Problem const& problem, Perishes until, std::vector<HttpHeader> headers);
  void send(HttpResponse response);
  void leave_trail(wire::ProblemCode code);
  Responder responder_;
  Trail* trail_;
  bool answered_ = false;
};

using ExchangePtr = std::shared_ptr<Exchange>;

}  // namespace callbackd::edge
