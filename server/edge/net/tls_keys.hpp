// TlsKeys holds the certificate and the private key for TLS connections. It reads them from two PEM
// files, and reads them again when asked to. A pair that does not match is never used, and no
// passphrase is ever asked for. serve.cpp makes the one TlsKeys; Control and the Listener of the
// public port share it. Any thread.
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
    std::string certificate;  // a path; in the file, the chain follows the certificate
    std::string key;
  };

  explicit TlsKeys(Files files) : files_(std::move(files)) {}

  // Reads both files. Returns the end of the certificate's validity, as OpenSSL prints it. nullopt:
  // `why` is `FILE: reason`, and the pair that was loaded before stays in use. Throws
  // std::bad_alloc if there is not enough memory.
  std::optional<std::string> load(std::string& why);
  // Returns the context for a new connection, or null before the first successful load(). Existing
  // connections keep the context that they began with.
  TlsContext current() const;

 private:
  Files const files_;
  mutable std::mutex mutex_;
  TlsContext context_;
};

}  // namespace callbackd::edge
