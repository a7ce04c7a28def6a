// The details of callbacks with an open offer or interaction, so that an agent's requests cost no
// look-up, and which of them a batch must fetch. A cache: dropping an entry only costs a fetch.
// Engine thread only.
#pragma once
#include <vector>

#include "engine/messages.hpp"

namespace callbackd::engine {

// The callbacks whose details an effect shows.
std::vector<base::CallbackId> shown_by(core::Release const& release);
std::vector<base::CallbackId> shown_by(core::AnswerBody const& body);

class ShownDetails {
 public:
  explicit ShownDetails(DetailsMap initial) : known_(std::move(initial)) {}

  // What the batch must select: shown by its releases and not known, or changed by it.
  std::vector<base::CallbackId> wanted(core::Effects const& effects);
  // Those known of what the releases show.
  DetailsMap shown(core::Effects const& effects) const;
  DetailsMap shown(core::AnswerBody const& body) const;
  // Callbacks whose offer or interaction ended in the batch and that nobody holds at its end:
  // forgotten now.
  void forget_ended(core::RecordBatch const& records);
  // `fetched` for a batch: kept for those that somebody holds at its end.
  void learn(DetailsMap const& fetched, std::vector<base::CallbackId> const& held);

 private:
  DetailsMap known_;
};

// The callbacks that an agent holds (offered, active) after the batch.
std::vector<base::CallbackId> held_after(core::RecordBatch const& records);

}  // namespace callbackd::engine
