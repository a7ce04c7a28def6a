// Writes what an agent's client shows (offers, interactions, consultations and channels) as JSON
// objects. The core's views have no personal data. The personal data comes from the callback's
// details, which are given here beside the view. Pure functions; any thread. Internal to wire.
#pragma once
#include <string_view>

#include "core/messages/view.hpp"
#include "wire/json_writer.hpp"

namespace callbackd::wire {

// `name` is the name of the member to write. If it is empty, the object is an element of an array
// or the outermost value. `details` may be null; then names and layout fields are empty, except a
// field for the queue.
void write_offer(JsonWriter& out, std::string_view name, core::OfferView const& view,
                 core::CallbackDetails const* details);
void write_interaction(JsonWriter& out, std::string_view name, core::InteractionView const& view,
                       core::CallbackDetails const* details);
void write_consultation(JsonWriter& out, std::string_view name, core::ConsultationView const& view);
// Writes the members of a channel, without the braces.
void write_channel(JsonWriter& out, core::ChannelView const& view);
// Writes the member `queue_titles`: {queue: title}.
void write_queue_titles(JsonWriter& out, core::SiteDefinition const& site);
// Writes the member `codes`: {queue: {required, codes}}.
void write_queue_codes(JsonWriter& out, core::SiteDefinition const& site);

}  // namespace callbackd::wire
