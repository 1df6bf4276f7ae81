package io.epochal.callback.api.events;

import io.epochal.callback.api.log.EventLog;
import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.LoggedEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A log that hands out one event at a time, and counts how often it is asked. */
final class ScriptedLog implements EventLog, EventLog.Reading {
    private final AtomicInteger endsAsked = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private List<LoggedEvent> events = List.of();
    private boolean endless;
    private int breaksAfter = Integer.MAX_VALUE;
    private volatile boolean closed;

    static LoggedEvent event(long offset, String type, int attempt) {
        return new LoggedEvent(new LogPosition(0, offset), type, "{\"run\":\"run\",\"attempt\":" + attempt + "}");
    }

    void holds(LoggedEvent... all) {
        events = List.of(all);
    }

    void endless() {
        endless = true;
    }

    void breaksAfter(int questions) {
        breaksAfter = questions;
    }

    int asked() {
        return asked.get();
    }

    boolean closed() {
        return closed;
    }

    @Override
    public Reading open(String run) {
        return this;
    }

    @Override
    public Extent extent() {
        return new Extent(0, 0, events.size());
    }

    @Override
    public void seek(long offset) {
        asked.set((int) offset);
    }

    @Override
    public List<LoggedEvent> next(Duration limit) throws LogUnavailableException {
        int index = asked.getAndIncrement();
        if (index >= breaksAfter) {
            throw new LogUnavailableException("as the script says", null);
        }
        if (endless) {
            return List.of(event(index, "io.epochal.CheckpointTaken", 1));
        }
        return index < events.size() ? List.of(events.get(index)) : List.of();
    }

    /** How often somebody asked how far the log goes. */
    int endsAsked() {
        return endsAsked.get();
    }

    @Override
    public boolean caughtUp() {
        endsAsked.incrementAndGet();
        return !endless && asked.get() >= events.size();
    }

    @Override
    public boolean hasPassed(long offset) {
        return asked.get() >= offset;
    }

    @Override
    public void close() {
        closed = true;
    }
}
