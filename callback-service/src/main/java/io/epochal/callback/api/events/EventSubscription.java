package io.epochal.callback.api.events;

/** Who wants which events of a run, and from where on. */
record EventSubscription(String run, StreamStart start, EventTypeFilter types) {}
