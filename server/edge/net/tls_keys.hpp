// The certificate and private key of TLS connections, read from two PEM files and read again on
// request. Any thread. A pair that does not match is never used, and no passphrase is ever asked
// for.
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
    std::string certificate;  // path; the chain stands behind the certificate in the file
    std::string key;
  };

  explicit TlsKeys(Files files) : files_(std::move(files)) {}

  // Reads both files. Returns until when the certificate is good, as OpenSSL prints it. nullopt:
  // `why` is `FILE: reason`, and the pair that was loaded before stays in use. Throws
  // std::bad_alloc.
  std::optional<std::string> load(std::string& why);
  // The context for a new connection; null before the first successful load(). Connections that
  // exist keep the context they began with.
  TlsContext current() const;

 private:
  Files const files_;
  mutable std::mutex mutex_;
  TlsContext context_;
};

}  // namespace callbackd::edge
