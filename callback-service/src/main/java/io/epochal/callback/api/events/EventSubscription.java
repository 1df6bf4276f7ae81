package io.epochal.callback.api.events;

/** Which events of a run a client wants, and from where on. */
record EventSubscription(String run, StreamStart start, EventTypeFilter types) {}
