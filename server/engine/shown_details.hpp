// ShownDetails keeps the details of callbacks with an open offer or interaction, so that an agent's
// requests need no look-up, and says which details a batch must fetch. It is a cache: losing an
// entry only costs a fetch. Engine's thread only.
#pragma once
#include <vector>

#include "engine/messages.hpp"

namespace callbackd::engine {

// The callbacks whose details a release or an answer shows.
std::vector<base::CallbackId> shown_by(core::Release const& release);
std::vector<base::CallbackId> shown_by(core::AnswerBody const& body);

class ShownDetails {
 public:
  explicit ShownDetails(DetailsMap initial) : known_(std::move(initial)) {}

  // The callbacks whose details the batch must fetch: its releases show them, and they are not
  // known. Details that the batch changes are forgotten first, so they are fetched too.
  std::vector<base::CallbackId> wanted(core::Effects const& effects);
  // The known details of those callbacks that the releases, or the answer, show.
  DetailsMap shown(core::Effects const& effects) const;
  DetailsMap shown(core::AnswerBody const& body) const;
  // Forgets callbacks whose offer or interaction ended in the batch, unless an agent holds them at
  // its end.
  void forget_ended(core::RecordBatch const& records);
  // Keeps those of the `fetched` details that belong to `held` callbacks: an agent has them at the
  // end of the batch (held_after).
  void learn(DetailsMap const& fetched, std::vector<base::CallbackId> const& held);

 private:
  DetailsMap known_;
};

// The callbacks that the batch writes and that an agent holds after it (offered or active), sorted.
std::vector<base::CallbackId> held_after(core::RecordBatch const& records);

}  // namespace callbackd::engine
