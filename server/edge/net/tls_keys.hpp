// The certificate and private key that TLS connections are accepted with, read from two PEM files
// and read again on request. Any thread. It never serves a pair that does not match, and never asks
// for a passphrase.
#pragma once
#include <openssl/types.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace callbackd::edge {

using TlsContext = std::shared_ptr<SSL_CTX>;

class TlsKeys {
 public:
  struct Files {
    std::string certificate;  // with the chain behind it
    std::string key;
  };

  explicit TlsKeys(Files files) : files_(std::move(files)) {}

  // Until when the certificate is good, as OpenSSL writes it; nullopt: `why` says `FILE: reason`,
  // and what was loaded before stays.
  std::optional<std::string> load(std::string& why);
  TlsContext current() const;  // null before the first good load()

 private:
  Files const files_;
  mutable std::mutex mutex_;
  TlsContext context_;
};

}  // namespace callbackd::edge
