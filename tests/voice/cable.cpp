#include "cable.hpp"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <future>

namespace callbackd::voice::conformance {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

}  // namespace

struct Cable::Pair : std::enable_shared_from_this<Cable::Pair> {
  Pair(Cable& of, Socket from) : cable(of), near(std::move(from)), far(cable.context_) {}

  void open() {
    tcp::resolver resolver(cable.context_);
    ErrorCode error;
    boost::asio::connect(far, resolver.resolve(cable.host_, cable.port_, error), error);
    if (error) return close();
    flow();
  }
  void flow() {
    carry(near, far, there);
    carry(far, near, back);
  }
  struct Way {
    std::array<char, 16'384> bytes{};
    bool runs = false;
    std::size_t held = 0;  // read, and pinched before it was passed on
  };
  void carry(Socket& from, Socket& to, Way& way) {
    if (cable.pinched_ || way.runs) return;
    if (way.held > 0 && !pass(to, way)) return;
    way.runs = true;
    from.async_read_some(
        boost::asio::buffer(way.bytes),
        [this, self = shared_from_this(), &from, &to, &way](ErrorCode error, std::size_t size) {
          way.runs = false;
          if (error) return close();
          way.held = size;
          carry(from, to, way);
        });
  }
  bool pass(Socket& to, Way& way) {
    ErrorCode error;
    boost::asio::write(to, boost::asio::buffer(way.bytes.data(), way.held), error);
    way.held = 0;
    if (error) close();
    return !error;
  }
  void close() {
    ErrorCode ignored;
    near.close(ignored);
    far.close(ignored);
  }

  Cable& cable;
  Socket near;
  Socket far;
  Way there;
  Way back;
};

Cable::Cable(std::string host, std::string port) : host_(std::move(host)), port_(std::move(port)) {
  tcp::endpoint const any(boost::asio::ip::make_address("127.0.0.1"), 0);
  acceptor_.open(any.protocol());
  acceptor_.bind(any);
  acceptor_.listen();
  accept();
  thread_ = std::jthread([this] { context_.run(); });
}

Cable::~Cable() {
  context_.stop();
}

std::string Cable::port() const {
  return std::to_string(acceptor_.local_endpoint().port());
}

void Cable::accept() {
  acceptor_.async_accept([this](ErrorCode error, Socket socket) {
    if (error) return;
    if (!cut_) {
      auto const pair = std::make_shared<Pair>(*this, std::move(socket));
      pairs_.push_back(pair);
      pair->open();
    }
    accept();
  });
}

template <class Act>
void Cable::on_thread(Act act) {
  std::promise<void> done;
  boost::asio::post(context_, [&] {
    act();
    done.set_value();
  });
  done.get_future().wait();
}

void Cable::cut() {
  on_thread([this] {
    cut_ = true;
    for (auto const& pair : pairs_) pair->close();
    pairs_.clear();
  });
}

void Cable::mend() {
  on_thread([this] {
    cut_ = false;
    pinched_ = false;
    for (auto const& pair : pairs_) pair->flow();
  });
}

void Cable::pinch() {
  on_thread([this] { pinched_ = true; });
}

}  // namespace callbackd::voice::conformance
