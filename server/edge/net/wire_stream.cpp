#include "edge/net/wire_stream.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>

namespace callbackd::edge {

namespace asio = boost::asio;

namespace {
constexpr std::size_t kGatheredBytes = 16 * 1024;
}

WireStream::WireStream(Parts parts)
    : executor_(parts.executor),
      stream_(std::move(parts.stream)),
      owner_(std::move(parts.owner)),
      on_bytes_read_(std::move(parts.on_bytes_read)),
      rest_(std::move(parts.rest)),
      may_send_(parts.may_send) {}

// Posts the handler, because Asio requires that an operation never completes inside the call that
// begins it. The stream may be destroyed before the handler runs. A composed operation of Asio,
// such as writing all bytes with several of our writes, keeps a reference to this stream. After a
// success it uses the stream again, after an error it does not. So a handler that runs after the
// stream's end gets operation_aborted.
void WireStream::complete_later(IoHandler handler, ErrorCode error, std::size_t bytes) {
  asio::post(executor_, [handler = std::move(handler), error, bytes,
                         alive = std::weak_ptr<void const>(alive_)]() mutable {
    if (alive.expired()) return handler(asio::error::operation_aborted, 0);
    handler(error, bytes);
  });
}

// Shows the first `size` bytes of into_ to on_bytes_read_.
void WireStream::report_read(std::size_t size) const {
  if (on_bytes_read_ && size > 0) on_bytes_read_({static_cast<char const*>(into_.data()), size});
}

void WireStream::begin_read(asio::mutable_buffer into, IoHandler handler) {
  into_ = into;
  if (rest_at_ < rest_.size()) {
    auto const size = asio::buffer_copy(into, asio::buffer(rest_) + rest_at_);
    report_read(size);
    rest_at_ += size;
    if (rest_at_ == rest_.size()) rest_ = {};
    if (rest_.empty()) rest_at_ = 0;
    return complete_later(std::move(handler), {}, size);
  }
  auto owner = owner_.lock();
  if (!owner) return complete_later(std::move(handler), asio::error::operation_aborted, 0);
  reader_ = std::move(handler);
  stream_->wait_readable(std::move(owner));
}

void WireStream::on_readable(ErrorCode error) {
  if (!reader_) return;
  std::size_t size = 0;
  if (!error) size = stream_->read_some(into_, error);
  if (error == asio::error::would_block) {
    if (auto owner = owner_.lock()) stream_->wait_readable(std::move(owner));
    return;
  }
  report_read(size);
  auto handler = std::move(reader_);
  handler(error, size);  // may destroy this stream
}

// Writes `gathered_` and then `unwritten_` in one call of the stream. Returns how many bytes of
// `unwritten_` were written. would_block means that no byte of `unwritten_` was written, though
// bytes of `gathered_` may have been. The stricter of the two validities holds for all these bytes,
// as they are written together.
std::size_t WireStream::write(ErrorCode& error) {
  if (has_expired(std::max(validity_, gathered_validity_), may_send_)) {
    error = asio::error::connection_aborted;
    return 0;
  }
  std::array<asio::const_buffer, kBuffersMax + 1> all{asio::buffer(gathered_)};
  std::copy_n(unwritten_.all.begin(), unwritten_.count, all.begin() + 1);
  auto const skip = gathered_.empty() ? std::size_t{1} : std::size_t{0};
  auto const size = stream_->write_some({all.data() + skip, unwritten_.count + 1 - skip}, error);
  if (size > 0) last_progress_ = std::chrono::steady_clock::now();
  if (gathered_.empty()) return size;
  auto const old = std::min(size, gathered_.size());
  gathered_.erase(0, old);
  if (!error && size == old) error = asio::error::would_block;
  if (gathered_.empty()) {
    std::string{}.swap(gathered_);  // an idle connection holds no buffer
    gathered_validity_ = Validity::kAlways;
  }
  return size - old;
}

// Writes the buffers. If the write is small and more writes follow it (more_follows_), its bytes
// are only copied into gathered_. The write then completes without a call of the kernel, and Beast
// gives the next message. So a burst of messages becomes one call of the kernel.
void WireStream::begin_write(BufferList const& buffers, IoHandler handler) {
  auto const bytes = buffers.bytes();
  if (more_follows_ && gathered_.size() + bytes <= kGatheredBytes) {
    for (std::size_t i = 0; i < buffers.count; ++i) {
      gathered_.append(static_cast<char const*>(buffers.all[i].data()), buffers.all[i].size());
    }
    gathered_validity_ = std::max(gathered_validity_, validity_);
    return complete_later(std::move(handler), {}, bytes);
  }
  unwritten_ = buffers;
  ErrorCode error;
  auto const size = write(error);
  if (error != asio::error::would_block) return complete_later(std::move(handler), error, size);
  auto owner = owner_.lock();
  if (!owner) return complete_later(std::move(handler), asio::error::operation_aborted, 0);
  writer_ = std::move(handler);
  stream_->wait_writable(std::move(owner));
}

// Ends our side of the stream. Writes what is in gathered_ first, because the peer must still get
// it. gathered_ can end with a Close. Beast writes a Close by itself, and begin_write() puts it
// into gathered_ if more writes were announced (more_follows_).
void WireStream::shut_down_writing() {
  more_follows_ = false;
  if (!gathered_.empty() && !writer_) {
    unwritten_ = {};
    ErrorCode ignored;
    write(ignored);
  }
  stream_->shut_down_writing();
}

void WireStream::on_writable(ErrorCode error) {
  if (!writer_) return;
  std::size_t size = 0;
  if (!error) size = write(error);
  if (error == asio::error::would_block) {
    if (auto owner = owner_.lock()) stream_->wait_writable(std::move(owner));
    return;
  }
  auto handler = std::move(writer_);
  handler(error, size);  // may destroy this stream
}

}  // namespace callbackd::edge
