// Test support: Cable is a connection between a gateway and Asterisk that a test can cut, pinch (it
// stays open, but nothing comes through) and mend. It forwards TCP connections, on a thread of its
// own. The test owns it, and calls it on the main thread.
#pragma once
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace callbackd::voice::conformance {

class Cable {
 public:
  Cable(std::string host, std::string port);
  ~Cable();

  std::string port() const;
  void cut();    // open connections end, and no new one comes through
  void mend();   // undoes cut() and pinch()
  void pinch();  // connections stay open, and nothing comes through

 private:
  using Socket = boost::asio::ip::tcp::socket;
  struct Pair;

  void accept();
  template <class Act>
  void on_thread(Act act);

  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  boost::asio::ip::tcp::acceptor acceptor_{context_};
  std::string const host_;
  std::string const port_;
  bool cut_ = false;
  bool pinched_ = false;
  std::vector<std::shared_ptr<Pair>> pairs_;
  std::jthread thread_;
};

}  // namespace callbackd::voice::conformance
