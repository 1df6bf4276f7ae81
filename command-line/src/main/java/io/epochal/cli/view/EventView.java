package io.epochal.cli.view;

import io.epochal.protocol.RunEvent;

/** Shows a run's events while it is followed. Pass it every event in order, also one whose text is not printed. */
public interface EventView {
    /** What to print for this event; often nothing. */
    String show(RunEvent event);
}
