// The frames of one WebSocket that wait to be written, in order. On the connection's I/O thread
// only. Message texts are shared, not copied; an empty outbox holds no memory.
#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/container/static_vector.hpp>
#include <memory>
#include <string>
#include <vector>

#include "edge/net/frame.hpp"

namespace callbackd::edge {

class Outbox {
 public:
  using Text = std::shared_ptr<std::string const>;
  static constexpr std::size_t kBuffers = 64;  // what one system call takes
  using Buffers = boost::container::static_vector<boost::asio::const_buffer, kBuffers>;

  void push_raw(Text bytes) { push({.header = {}, .payload = std::move(bytes)}); }
  void push(Opcode opcode, Text payload);
  // Drops what has not begun to be written.
  void drop_unsent();

  bool empty() const { return bytes_ == 0; }
  std::size_t bytes() const { return bytes_; }
  Buffers front() const;
  void consume(std::size_t bytes);

 private:
  struct Entry {
    FrameHeader header;
    Text payload;
    std::size_t size() const { return header.size + payload->size(); }
  };
  void push(Entry entry);

  std::vector<Entry> entries_;
  std::size_t first_ = 0;  // entries before it are written
  std::size_t sent_ = 0;   // bytes of the first one that are written
  std::size_t bytes_ = 0;  // waiting in all
};

}  // namespace callbackd::edge
