// Test support: a function that puts a question to the records port (Records) and waits for the
// answer. Any thread, except the threads of the port itself.
#pragma once
#include <future>
#include <utility>

#include "records/records.hpp"

namespace callbackd::test {

template <class Asked>
boost::system::result<typename Asked::Answer> answer_of(records::Records& records, Asked question) {
  using Answer = boost::system::result<typename Asked::Answer>;
  std::promise<Answer> promise;
  auto future = promise.get_future();
  records.ask(std::move(question), [&](Answer answer) { promise.set_value(std::move(answer)); });
  return future.get();
}

}  // namespace callbackd::test
