package io.epochal.callback.api.events;

/** Who wants which events of a run, and from where on. */
record Subscription(String run, Start start, EventTypes types) {}
