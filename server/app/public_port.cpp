#include "app/public_port.hpp"

#include "app/descriptors.hpp"
#include "edge/unavailable.hpp"

namespace callbackd::app {

void IoThread::run() {
  thread = std::jthread([this] { context.run(); });
}

void IoThread::end() {
  context.stop();
  if (thread.joinable()) thread.join();
}

PublicPort::PublicPort(Config const& config, std::shared_ptr<edge::TlsKeys const> tls)
    : waiting_(edge::unavailable_handlers("This server is a standby: another one is active.")),
      ending_(edge::unavailable_handlers("This server is about to end.")) {
  std::vector<boost::asio::io_context*> contexts;
  for (int index = 0; index < config.http.threads; ++index) {
    threads_.push_back(std::make_unique<IoThread>());
    contexts.push_back(&threads_.back()->context);
  }
  edge::ListenOptions listen;
  listen.address = config.http.address;
  listen.port = static_cast<std::uint16_t>(config.http.port);
  listen.limits.connections =
      connections_within_descriptors(static_cast<std::size_t>(config.limits.connections));
  listen.limits.connections_per_address =
      static_cast<std::size_t>(config.limits.connections_per_address);
  listen.proxies = config.http.proxies;
  listen.limits.connections_per_user = static_cast<std::size_t>(config.limits.connections_per_user);
  listen.tls = std::move(tls);
  listen.plain_too = config.tls.plain_http;
  listener_ = std::make_unique<edge::Listener>(std::move(contexts), listen, switched());
  for (auto& thread : threads_) thread->run();
}

PublicPort::~PublicPort() {
  end_threads();
  close();
}

// Returns the handlers that the listener keeps all the time. They pass each request on to the
// handlers that now_ points to.
edge::Handlers PublicPort::switched() {
  edge::Handlers handlers;
  handlers.on_request = [this](edge::HttpRequest request, edge::Responder responder) {
    now_.load(std::memory_order_acquire)->on_request(std::move(request), std::move(responder));
  };
  handlers.on_upgrade = [this](edge::HttpRequest request, edge::UpgradeResponder responder) {
    now_.load(std::memory_order_acquire)->on_upgrade(std::move(request), std::move(responder));
  };
  // `may_send` always asks the handlers of the active server, even while that server ends, because
  // messages that these handlers released earlier may still be on their way.
  handlers.may_send = [this] { return !serving_.may_send || serving_.may_send(); };
  handlers.on_closed_for = [this](edge::ClosedFor why, boost::asio::ip::address const& peer) {
    bool const served = now_.load(std::memory_order_acquire) != &waiting_;
    if (served && serving_.on_closed_for) serving_.on_closed_for(why, peer);
  };
  // Before serve() is called, no origins of sites are known.
  handlers.for_page = [this](std::string_view origin) {
    bool const served = now_.load(std::memory_order_acquire) != &waiting_ && serving_.for_page;
    return served ? serving_.for_page(origin) : std::vector<edge::HttpHeader>{};
  };
  return handlers;
}

void PublicPort::serve(edge::Handlers handlers) {
  serving_ = std::move(handlers);
  now_.store(&serving_, std::memory_order_release);
}

void PublicPort::refuse_from_now_on() {
  now_.store(&ending_, std::memory_order_release);
}

void PublicPort::drain(std::function<void()> drained) {
  refuse_from_now_on();
  listener_->drain(std::move(drained));
}

void PublicPort::end_threads() {
  for (auto& thread : threads_) thread->end();
}

void PublicPort::close() {
  listener_.reset();
}

}  // namespace callbackd::app
