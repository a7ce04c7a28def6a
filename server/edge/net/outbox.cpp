#include "edge/net/outbox.hpp"

#include <algorithm>

namespace callbackd::edge {

namespace asio = boost::asio;

void Outbox::push(Opcode opcode, Text payload) {
  auto const header = make_header(opcode, payload->size());
  push(Entry{.header = header, .payload = std::move(payload)});
}

void Outbox::push(Entry entry) {
  bytes_ += entry.size();
  entries_.push_back(std::move(entry));
}

void Outbox::drop_unsent() {
  auto const keep = first_ + (sent_ > 0 ? 1 : 0);
  while (entries_.size() > keep) {
    bytes_ -= entries_.back().size();
    entries_.pop_back();
  }
}

Outbox::Buffers Outbox::front() const {
  Buffers buffers;
  auto skip = sent_;
  auto const add = [&](asio::const_buffer buffer) {
    auto const skipped = std::min(skip, buffer.size());
    skip -= skipped;
    buffer += skipped;
    if (buffer.size() > 0) buffers.push_back(buffer);
  };
  for (auto at = first_; at < entries_.size() && buffers.size() + 2 <= kBuffers; ++at) {
    add(asio::buffer(entries_[at].header.text()));
    add(asio::buffer(*entries_[at].payload));
  }
  return buffers;
}

void Outbox::consume(std::size_t bytes) {
  bytes_ -= bytes;
  sent_ += bytes;
  while (first_ < entries_.size() && sent_ >= entries_[first_].size()) {
    sent_ -= entries_[first_].size();
    entries_[first_].payload.reset();
    ++first_;
  }
  if (first_ < entries_.size()) return;
  entries_ = {};
  first_ = 0;
}

}  // namespace callbackd::edge
