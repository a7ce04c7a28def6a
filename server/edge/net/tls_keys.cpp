#include "edge/net/tls_keys.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>

namespace callbackd::edge {
namespace {

// The cipher suites of TLS 1.2 with forward secrecy (ECDHE) and authenticated encryption (AEAD).
// All suites of TLS 1.3 have both.
constexpr char const* kTls12Ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view kHttp11 = "\x08http/1.1";  // an entry of ALPN's list: length, name

// Returns the first error in OpenSSL's queue as text. For a file that cannot be opened, it is the
// system's reason.
std::string reason() {
  auto const code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "the file cannot be read";
  if (ERR_GET_REASON(code) == ERR_R_INTERRUPTED_OR_CANCELLED)
    return "the key has a passphrase: use a key without one";
  if (ERR_SYSTEM_ERROR(code)) return std::strerror(ERR_GET_REASON(code));
  auto const* text = ERR_reason_error_string(code);
  return text == nullptr ? "the file cannot be read" : text;
}

// Chooses the protocol http/1.1 for a connection (ALPN). If the client offers protocols and
// http/1.1 is not among them, the client gets a fatal alert (RFC 7301, section 3.2).
int choose_protocol(SSL*, unsigned char const** chosen, unsigned char* size,
                    unsigned char const* offered, unsigned offered_size, void*) {
  std::string_view rest(reinterpret_cast<char const*>(offered), offered_size);
  while (!rest.empty()) {
    auto const whole = rest.substr(0, 1 + static_cast<unsigned char>(rest.front()));
    if (whole == kHttp11) {
      *chosen = reinterpret_cast<unsigned char const*>(whole.data()) + 1;
      *size = static_cast<unsigned char>(whole.size() - 1);
      return SSL_TLSEXT_ERR_OK;
    }
    rest.remove_prefix(whole.size());
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// Makes the context with all its settings. The certificate and the key are loaded later.
TlsContext bare_context() {
  TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) throw std::bad_alloc();
  auto* const raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(raw, kTls12Ciphers);
  SSL_CTX_set_options(raw,
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CLEANSE_PLAINTEXT);
  // SSL_MODE_RELEASE_BUFFERS: an idle connection holds no memory for TLS records. PARTIAL_WRITE: a
  // write may take only a part of the bytes. MOVING_WRITE_BUFFER: when a write that gave
  // would_block is repeated, the same bytes may lie in another buffer.
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);  // tickets need no cache
  SSL_CTX_set_num_tickets(raw, 1);
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  // Without this callback OpenSSL would ask for a passphrase on the terminal.
  SSL_CTX_set_default_passwd_cb(raw, [](char*, int, int, void*) { return -1; });
  return context;
}

// The end of the certificate's validity, as OpenSSL prints it.
std::string last_day(SSL_CTX* context) {
  auto const* certificate = SSL_CTX_get0_certificate(context);
  std::unique_ptr<BIO, int (*)(BIO*)> const text(BIO_new(BIO_s_mem()), BIO_free);
  if (!text || ASN1_TIME_print(text.get(), X509_get0_notAfter(certificate)) != 1) return "?";
  char* bytes = nullptr;
  auto const size = BIO_get_mem_data(text.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

std::optional<std::string> TlsKeys::load(std::string& why) {
  ERR_clear_error();
  auto context = bare_context();
  auto* const raw = context.get();
  if (SSL_CTX_use_certificate_chain_file(raw, files_.certificate.c_str()) != 1) {
    why = files_.certificate + ": " + reason();
    return std::nullopt;
  }
  if (SSL_CTX_use_PrivateKey_file(raw, files_.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(raw) != 1) {
    why = files_.key + ": " + reason();
    return std::nullopt;
  }
  auto until = last_day(raw);
  if (X509_cmp_current_time(X509_get0_notAfter(SSL_CTX_get0_certificate(raw))) < 0) {
    why = files_.certificate + ": the certificate expired on " + until;
    return std::nullopt;
  }
  std::lock_guard const lock(mutex_);
  context_ = std::move(context);
  return until;
}

TlsContext TlsKeys::current() const {
  std::lock_guard const lock(mutex_);
  return context_;
}

}  // namespace callbackd::edge
