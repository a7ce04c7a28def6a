// Test support: Ledger keeps the rows that a database would have after all steps so far. It also
// checks that the events alone give the same rows. Bench owns one. Main thread.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/core.hpp"

namespace callbackd::core::test {

class Ledger {
 public:
  void apply(RecordBatch const& batch);  // fails the test when events and rows disagree
  Restored restored() const;

  CallbackRow const* find(base::CallbackId id) const;
  std::vector<EventRow> const& events() const { return events_; }
  std::map<base::OfferId, OfferRow> const& offers() const { return offers_; }
  std::map<base::AttemptId, AttemptRow> const& attempts() const { return attempts_; }
  std::map<LegId, PartyRow> const& parties() const { return parties_; }
  std::map<base::InteractionId, InteractionRow> const& interactions() const {
    return interactions_;
  }

 private:
  void fold(EventRow const& event);
  std::vector<RecentTalk> talks() const;

  std::map<base::CallbackId, CallbackRow> callbacks_;
  std::map<base::CallbackId, CallbackRow> folded_;
  std::map<base::CallbackId, base::PhoneNumber> phones_;
  std::map<base::CallbackId, std::string> extensions_;
  std::map<base::OfferId, OfferRow> offers_;
  std::map<base::InteractionId, InteractionRow> interactions_;
  std::map<base::AttemptId, AttemptRow> attempts_;
  std::map<LegId, PartyRow> parties_;
  std::map<base::CallbackId, NoteRow> notes_;
  std::map<std::pair<base::CallbackId, std::string>, ExclusionRow> exclusions_;
  std::map<std::string, AgentRow> agents_;
  std::vector<RecentPost> posts_;
  std::vector<EventRow> events_;
};

}  // namespace callbackd::core::test
