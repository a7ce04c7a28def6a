// Exchange is one HTTP request until it is answered. It holds the request and the principal, and
// has the functions that answer the request. dispatch() makes it. The completions that work on it,
// on one thread after the other, share it by ExchangePtr. It is answered once. If the last
// ExchangePtr is destroyed before an answer, the Exchange answers 503; this happens when the server
// ends. It adds the CORS headers that a browser needs, and writes refusals to the trail
// (trail.hpp).
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
  // `trail` must outlive the exchange. If it is null, refusals are not written to the trail.
  Exchange(HttpRequest request, Responder responder, Trail* trail = nullptr)
      : request(std::move(request)), responder_(std::move(responder)), trail_(trail) {}
  ~Exchange();

  HttpRequest request;
  Principal principal;  // set when the request is authenticated
  TokenShown token;     // the principal's token: decides for whom the connection counts
  std::vector<std::string> arguments;  // of the path, in order: {id}, {queue}
  std::vector<std::pair<std::string, std::string>> query;
  std::string_view trail_reason;  // the word of the trail for a refusal; empty: the usual word
  std::string allowed_origin;     // the Origin whose page may read the answer; empty: none
  // The validity of answers, of refusals by the core and of 404. Every other refusal may always be
  // sent, and so may the core's kUnavailable.
  Validity validity = Validity::kAlways;

  void answer(unsigned status, std::string json, std::vector<HttpHeader> headers = {});
  // Does the same as answer(), but `json` is called later, on the connection's I/O thread.
  void answer_late(unsigned status, std::function<std::string()> json,
                   std::vector<HttpHeader> headers);
  void no_content();
  // Answers OPTIONS with 204. `methods` are all methods of the path (for the field Allow), and
  // `for_pages` those that a page of allowed_origin may use. If `for_pages` is empty, the page may
  // not read the answer.
  void preflight_answer(std::string const& methods, std::string const& for_pages);
  void refuse(wire::Problem const& problem, std::vector<HttpHeader> headers = {});
  void refuse(core::Refusal const& refusal);
  void refuse(wire::ProblemCode code, std::string detail, std::vector<HttpHeader> headers = {});
  void refuse_fields(wire::FieldErrors errors);
  void not_found();
  void unavailable(std::string detail, std::chrono::seconds retry_after = {});  // 0: the default
  // Answers 503 because a question to the records failed. `why` is the cause.
  void no_records(boost::system::error_code why);

 private:
  void send_problem(wire::Problem const& problem, Validity until, std::vector<HttpHeader> headers);
  void send(HttpResponse response);
  void log_refusal(wire::ProblemCode code);
  Responder responder_;
  Trail* trail_;
  bool answered_ = false;
};

using ExchangePtr = std::shared_ptr<Exchange>;

}  // namespace callbackd::edge
