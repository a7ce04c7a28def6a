// Failure says as a value what went wrong in storage: one sentence for the operator, without
// personal data. Any thread.
#pragma once
#include <stdexcept>
#include <string>

#include <boost/system/result.hpp>

namespace callbackd::storage {

struct Failure {
  std::string what;
};

// boost::system::result calls it for value() of a failure.
[[noreturn]] inline void throw_exception_from_error(Failure const& failure,
                                                    boost::source_location const&) {
  throw std::runtime_error{failure.what};
}

template <typename T>
using Result = boost::system::result<T, Failure>;

}  // namespace callbackd::storage
