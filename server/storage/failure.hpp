// A Failure is a value that says what went wrong in storage: one sentence for the operator, without
// personal data. Result<T> holds a T or a Failure. Any thread.
#pragma once
#include <stdexcept>
#include <string>

#include <boost/system/result.hpp>

namespace callbackd::storage {

struct Failure {
  std::string what;
};

// boost::system::result calls this function when value() is called on a result that holds a
// Failure.
[[noreturn]] inline void throw_exception_from_error(Failure const& failure,
                                                    boost::source_location const&) {
  throw std::runtime_error{failure.what};
}

template <typename T>
using Result = boost::system::result<T, Failure>;

}  // namespace callbackd::storage
