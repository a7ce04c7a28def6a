// What an agent's client is shown: offers, interactions, channels, as JSON objects. Views come from
// the core without personal data; the details are joined here, at the last moment. Pure; any
// thread. Internal to wire.
#pragma once
#include <string_view>

#include "core/messages/view.hpp"
#include "wire/json_writer.hpp"

namespace callbackd::wire {

// An empty name: an element or the top instead of a member.
void write_offer(JsonWriter& out, std::string_view name, core::OfferView const& view,
                 core::CallbackDetails const* details);
void write_interaction(JsonWriter& out, std::string_view name, core::InteractionView const& view,
                       core::CallbackDetails const* details);
void write_consultation(JsonWriter& out, std::string_view name, core::ConsultationView const& view);
void write_channel(JsonWriter& out, core::ChannelView const& view);  // members only
void write_queue_titles(JsonWriter& out,
                        core::SiteDefinition const& site);  // queue_titles: {queue: title}
void write_queue_codes(JsonWriter& out,
                       core::SiteDefinition const& site);  // codes: {queue: {required, codes}}

}  // namespace callbackd::wire
