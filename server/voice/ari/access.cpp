#include "voice/ari/access.hpp"

#include <openssl/evp.h>

#include <vector>

namespace callbackd::voice::ari {

std::string basic_authorization(std::string const& user, std::string const& password) {
  auto const plain = user + ":" + password;
  std::vector<unsigned char> bytes(plain.begin(), plain.end());
  std::vector<unsigned char> text(4 * ((bytes.size() + 2) / 3) + 1);
  auto const size = EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
  return "Basic " + std::string(text.begin(), text.begin() + size);
}

std::unique_ptr<boost::asio::ssl::context> client_tls(std::string const& ca_file) {
  auto context = std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_client);
  context->set_options(boost::asio::ssl::context::no_sslv2 | boost::asio::ssl::context::no_sslv3 |
                       boost::asio::ssl::context::no_tlsv1 | boost::asio::ssl::context::no_tlsv1_1);
  if (ca_file.empty()) {
    context->set_default_verify_paths();
  } else {
    context->load_verify_file(ca_file);
  }
  return context;
}

}  // namespace callbackd::voice::ari
