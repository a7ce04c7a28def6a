#include "edge/net/response_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace callbackd::edge {
namespace {

struct Phrase {
  unsigned status;
  std::string_view text;
};

constexpr std::array kPhrases{Phrase{101, "Switching Protocols"},
                              Phrase{200, "OK"},
                              Phrase{201, "Created"},
                              Phrase{202, "Accepted"},
                              Phrase{204, "No Content"},
                              Phrase{304, "Not Modified"},
                              Phrase{400, "Bad Request"},
                              Phrase{401, "Unauthorized"},
                              Phrase{403, "Forbidden"},
                              Phrase{404, "Not Found"},
                              Phrase{405, "Method Not Allowed"},
                              Phrase{408, "Request Timeout"},
                              Phrase{409, "Conflict"},
                              Phrase{410, "Gone"},
                              Phrase{412, "Precondition Failed"},
                              Phrase{413, "Content Too Large"},
                              Phrase{414, "URI Too Long"},
                              Phrase{415, "Unsupported Media Type"},
                              Phrase{417, "Expectation Failed"},
                              Phrase{422, "Unprocessable Content"},
                              Phrase{426, "Upgrade Required"},
                              Phrase{428, "Precondition Required"},
                              Phrase{429, "Too Many Requests"},
                              Phrase{431, "Request Header Fields Too Large"},
                              Phrase{500, "Internal Server Error"},
                              Phrase{501, "Not Implemented"},
                              Phrase{503, "Service Unavailable"},
                              Phrase{505, "HTTP Version Not Supported"}};

void append_value(std::string& text, std::string_view value) {
  std::transform(value.begin(), value.end(), std::back_inserter(text), [](char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f ? ' ' : c;
  });
}

void append_field(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ");
  append_value(text, value);
  text.append("\r\n");
}

}  // namespace

std::string_view reason_phrase(unsigned status) {
  auto const found = std::find_if(kPhrases.begin(), kPhrases.end(),
                                  [&](Phrase const& phrase) { return phrase.status == status; });
  return found == kPhrases.end() ? std::string_view{} : found->text;
}

bool has_no_body(unsigned status) {
  return status < 200 || status == 204 || status == 304;
}

void write_response_head(std::string& text, HttpResponse const& response, ResponseFraming framing) {
  text.clear();
  fmt::format_to(std::back_inserter(text), "HTTP/1.1 {} {}\r\n", response.status,
                 reason_phrase(response.status));
  if (!response.content_type.empty()) append_field(text, "Content-Type", response.content_type);
  if (!has_no_body(response.status))
    fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n", response.body.size());
  for (auto const& header : response.headers) append_field(text, header.name, header.value);
  if (!framing.keep_alive) {
    text.append("Connection: close\r\n");
  } else if (!framing.http_1_1) {
    text.append("Connection: keep-alive\r\n");
  }
  text.append("\r\n");
}

HttpResponse to_response(HttpRefusal const& refusal) {
  return {.status = refusal.status,
          .content_type = "application/problem+json",
          .body = fmt::format(R"({{"type":"/problems/{}","title":"{}","status":{},"detail":"{}"}})",
                              refusal.code, refusal.title, refusal.status, refusal.detail),
          .close = true};
}

}  // namespace callbackd::edge
