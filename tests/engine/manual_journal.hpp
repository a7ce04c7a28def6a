// Test support: a journal whose commits the test completes by hand. So the test can look at what
// was released before and after each commit. Rig (rig.hpp) owns it. Main thread.
#pragma once
#include <functional>
#include <utility>
#include <vector>

#include "engine/ports.hpp"

namespace callbackd::engine {

class ManualJournal : public Journal {
 public:
  void commit(Batch batch, std::function<void(Committed)> done) override {
    batches.push_back(std::move(batch));
    done_ = std::move(done);
  }
  bool stalled() const override {
    ++asked;
    return is_stalled;
  }
  base::Duration lease() const override { return lease_length; }

  bool in_flight() const { return static_cast<bool>(done_); }
  void complete(CommitStatus status = CommitStatus::kCommitted) {
    Committed committed;
    committed.status = status;
    if (status != CommitStatus::kCommitted) committed.why = "the test said so";
    committed.sent_at = std::chrono::steady_clock::now() - sent_before;
    committed.proposed_definition = std::exchange(proposed_definition, 0);
    for (auto const id : batches.back().wanted) {
      auto details = std::make_shared<core::CallbackDetails>();
      details->name = "Ada";
      committed.details.emplace(id, std::move(details));
    }
    std::exchange(done_, nullptr)(std::move(committed));
  }

  std::vector<Batch> batches;
  bool is_stalled = false;
  int mutable asked = 0;  // how often stalled() was called
  base::Duration lease_length = std::chrono::minutes{1};
  std::chrono::steady_clock::duration sent_before{0};
  std::int64_t proposed_definition = 0;

 private:
  std::function<void(Committed)> done_;
};

}  // namespace callbackd::engine
