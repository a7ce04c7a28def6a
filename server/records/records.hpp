// Records is the port for cold reads (questions to the database that no routing decision waits for)
// and for small changes of the same kind. storage::RecordStore implements it, and ActiveServer owns
// that RecordStore. ask() may be called on any thread, and does not wait for the answer. If too
// many questions wait already, ask() itself calls `done`, on the thread that called ask().
// Otherwise `done` is called later, on a thread of the RecordStore or on the thread that destroys
// it.
#pragma once
#include <functional>
#include <utility>
#include <variant>

#include <boost/system/errc.hpp>
#include <boost/system/result.hpp>

#include "records/questions.hpp"

namespace callbackd::records {

// An error means that there is no answer. kUnreadable: the database has a row that cannot be
// understood. kTooManyAsk: the question was not asked, because too many questions wait. Any other
// error: the question failed, for example because the database cannot be reached or answers too
// late.
constexpr auto kUnreadable = boost::system::errc::bad_message;
constexpr auto kTooManyAsk = boost::system::errc::resource_unavailable_try_again;
template <class T>
using Done = std::function<void(boost::system::result<T>)>;

// A question, together with the function that takes its answer.
template <class Asked>
struct Pending {
  Asked question;
  Done<typename Asked::Answer> done;
};

template <class Questions>
struct PendingOf;
template <class... Asked>
struct PendingOf<std::variant<Asked...>> {
  using Type = std::variant<Pending<Asked>...>;
};
using AnyPending = PendingOf<Question>::Type;

// Answers a pending question with an error.
inline void fail(AnyPending const& pending, boost::system::errc::errc_t why) {
  std::visit(
      [&](auto const& each) {
        each.done({boost::system::in_place_error, boost::system::errc::make_error_code(why)});
      },
      pending);
}

class Records {
 public:
  virtual ~Records() = default;

  template <class Asked>
  void ask(Asked question, Done<typename Asked::Answer> done) {
    put(Pending<Asked>{std::move(question), std::move(done)});
  }

 private:
  virtual void put(AnyPending pending) = 0;
};

}  // namespace callbackd::records
