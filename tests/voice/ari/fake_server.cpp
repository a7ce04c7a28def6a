#include "voice/ari/fake_server.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace callbackd::voice::ari {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

std::string pem_of(std::function<void(BIO*)> const& write) {
  std::unique_ptr<BIO, int (*)(BIO*)> const bio(BIO_new(BIO_s_mem()), BIO_free);
  write(bio.get());
  char* text = nullptr;
  auto const size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

class PlainPeer final : public Peer {
 public:
  explicit PlainPeer(tcp::socket& socket) : socket_(socket) {}
  void write(std::string const& bytes) override {
    ErrorCode ignored;
    boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
  }

 protected:
  std::size_t read_some(char* into, std::size_t size) override {
    ErrorCode error;
    return socket_.read_some(boost::asio::buffer(into, size), error);
  }

 private:
  tcp::socket& socket_;
};

class TlsPeer final : public Peer {
 public:
  explicit TlsPeer(boost::asio::ssl::stream<tcp::socket&>& stream) : stream_(stream) {}
  void write(std::string const& bytes) override {
    ErrorCode ignored;
    boost::asio::write(stream_, boost::asio::buffer(bytes), ignored);
  }

 protected:
  std::size_t read_some(char* into, std::size_t size) override {
    ErrorCode error;
    return stream_.read_some(boost::asio::buffer(into, size), error);
  }

 private:
  boost::asio::ssl::stream<tcp::socket&>& stream_;
};

std::string header_of(std::string const& request, std::string const& name) {
  auto at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  at += name.size() + 4;
  return request.substr(at, request.find("\r\n", at) - at);
}

}  // namespace

Identity::Identity(std::string const& host_name) {
  constexpr long kDaySeconds = 86'400;
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> const key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  std::unique_ptr<X509, void (*)(X509*)> const made(X509_new(), X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), kDaySeconds);
  X509_set_pubkey(made.get(), key.get());
  auto* const name = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<unsigned char const*>("pbx"), -1, -1, 0);
  X509_set_issuer_name(made.get(), name);
  auto* const names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + host_name).c_str());
  X509_add_ext(made.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(made.get(), key.get(), EVP_sha256());
  certificate_pem = pem_of([&](BIO* bio) { PEM_write_bio_X509(bio, made.get()); });
  key_pem = pem_of([&](BIO* bio) {
    PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::optional<std::string> Peer::read_request() {
  std::array<char, 4'096> chunk{};
  for (;;) {
    auto const head = buffer_.find("\r\n\r\n");
    if (head != std::string::npos) {
      auto const length = header_of(buffer_.substr(0, head + 2), "Content-Length");
      auto const size = head + 4 + (length.empty() ? 0 : std::stoul(length));
      if (buffer_.size() >= size) {
        auto request = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return request;
      }
    }
    auto const got = read_some(chunk.data(), chunk.size());
    if (got == 0) return std::nullopt;
    buffer_.append(chunk.data(), got);
  }
}

void Peer::upgrade(std::string const& request) {
  auto const text =
      header_of(request, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> hash{};
  SHA1(reinterpret_cast<unsigned char const*>(text.data()), text.size(), hash.data());
  std::array<unsigned char, 32> encoded{};
  auto const size = EVP_EncodeBlock(encoded.data(), hash.data(), SHA_DIGEST_LENGTH);
  write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      std::string(encoded.begin(), encoded.begin() + size) + "\r\n\r\n");
}

void Peer::send_text(std::string const& text) {
  constexpr char kTextFrame = '\x81';
  write(std::string{kTextFrame, static_cast<char>(text.size())} + text);  // below 126 bytes
}

void Peer::wait_for_end() {
  std::array<char, 4'096> chunk{};
  while (read_some(chunk.data(), chunk.size()) > 0) {
  }
}

std::string http_answer(int status, std::string const& body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

FakeServer::FakeServer(Serve serve, Identity const* identity) : serve_(std::move(serve)) {
  if (identity != nullptr) {
    tls_ = std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
    tls_->use_certificate_chain(boost::asio::buffer(identity->certificate_pem));
    tls_->use_private_key(boost::asio::buffer(identity->key_pem), boost::asio::ssl::context::pem);
  }
  tcp::endpoint const any(boost::asio::ip::make_address("127.0.0.1"), 0);
  acceptor_.open(any.protocol());
  acceptor_.bind(any);
  acceptor_.listen();
  acceptor_thread_ = std::jthread([this] { accept(); });
}

FakeServer::~FakeServer() {
  ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
  acceptor_thread_.join();
  {
    std::lock_guard const lock(mutex_);
    for (auto const& socket : sockets_) ::shutdown(socket->native_handle(), SHUT_RDWR);
  }
  threads_.clear();
}

Access FakeServer::access(std::string host) const {
  Access access;
  access.address.tls = tls_ != nullptr;
  access.address.host = std::move(host);
  access.address.port = std::to_string(acceptor_.local_endpoint().port());
  access.address.path = "/ari";
  access.authorization = basic_authorization("user", "password");
  return access;
}

void FakeServer::accept() {
  for (;;) {
    ErrorCode error;
    auto socket = std::make_shared<tcp::socket>(context_);
    acceptor_.accept(*socket, error);
    if (error) return;
    ++connections_;
    std::lock_guard const lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] {
      if (!tls_) {
        PlainPeer peer(*socket);
        serve_(peer);
      } else {
        boost::asio::ssl::stream<tcp::socket&> stream(*socket, *tls_);
        ErrorCode refused;
        stream.handshake(boost::asio::ssl::stream_base::server, refused);
        TlsPeer peer(stream);
        if (!refused) serve_(peer);
      }
      ::shutdown(socket->native_handle(), SHUT_RDWR);
    });
  }
}

}  // namespace callbackd::voice::ari
