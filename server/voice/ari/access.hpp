// Access has what is needed to speak to Asterisk: address, credentials and TLS settings.
// AsteriskGateway makes it once and owns it. Afterwards it is only read, on the gateway's thread.
// The password never appears in a log line or in the target or body of a request. The functions
// are pure, except that one reads the file of certificates; any thread.
#pragma once
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "voice/ari/address.hpp"

namespace callbackd::voice::ari {

struct Access {
  Address address;
  std::string authorization;                       // value of the HTTP header Authorization
  std::unique_ptr<boost::asio::ssl::context> tls;  // null: plain HTTP
  std::string host_header() const { return address.host + ":" + address.port; }
};

std::string basic_authorization(std::string const& user, std::string const& password);

// Makes the TLS settings for connections to Asterisk. `ca_file` has the certificates to trust; if
// it is empty, the certificates of the system are used. Throws boost::system::system_error if
// `ca_file` cannot be read.
std::unique_ptr<boost::asio::ssl::context> client_tls(std::string const& ca_file);

}  // namespace callbackd::voice::ari
