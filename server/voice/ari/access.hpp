// Access has what is needed to speak to Asterisk: address, credentials, TLS. Made once; read on the
// gateway's thread. The password is in no log line and in no request's text.
#pragma once
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "voice/ari/address.hpp"

namespace callbackd::voice::ari {

struct Access {
  Address address;
  std::string authorization;                       // value of the header Authorization
  std::unique_ptr<boost::asio::ssl::context> tls;  // null: plain HTTP
  std::string host_header() const { return address.host + ":" + address.port; }
};

std::string basic_authorization(std::string const& user, std::string const& password);

// Throws boost::system::system_error where ca_file cannot be read. Empty: the system's
// certificates.
std::unique_ptr<boost::asio::ssl::context> client_tls(std::string const& ca_file);

}  // namespace callbackd::voice::ari
