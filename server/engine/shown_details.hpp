// ShownDetails is a cache of the details (names and the like) of callbacks with an open offer or
// interaction. So most requests of agents need no look-up in the database. It also says which
// details a batch must fetch. If an entry is missing, the next batch that shows it fetches it
// again. Owned by Loop; engine's thread only.
#pragma once
#include <vector>

#include "engine/messages.hpp"

namespace callbackd::engine {

// Returns the callbacks whose details an agent sees in this message. A core::Release is a message
// that leaves after the commit: an answer, a notification or a voice order.
std::vector<base::CallbackId> shown_by(core::Release const& release);
std::vector<base::CallbackId> shown_by(core::AnswerBody const& body);

class ShownDetails {
 public:
  explicit ShownDetails(DetailsMap initial) : known_(std::move(initial)) {}

  // Returns the callbacks whose details the batch must fetch. They are those that its releases show
  // and that are not in the cache. Details that the batch changes are dropped from the cache first,
  // so they are fetched too.
  std::vector<base::CallbackId> wanted(core::Effects const& effects);
  // Returns the details in the cache for the callbacks that the releases or the answer show.
  DetailsMap shown(core::Effects const& effects) const;
  DetailsMap shown(core::AnswerBody const& body) const;
  // Drops from the cache each callback whose offer or interaction ended in the batch. Nevertheless
  // a callback stays in the cache if an agent has it again at the end of the batch.
  void forget_ended(core::RecordBatch const& records);
  // Adds fetched details to the cache, but only for the callbacks in `held`. These are the
  // callbacks that an agent has at the end of the batch (held_after).
  void learn(DetailsMap const& fetched, std::vector<base::CallbackId> const& held);

 private:
  DetailsMap known_;
};

// Returns the callbacks of the batch that an agent has after it (offered or active), in the order
// of their ids.
std::vector<base::CallbackId> held_after(core::RecordBatch const& records);

}  // namespace callbackd::engine
