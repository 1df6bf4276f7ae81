package io.epochal.callback.api.events;

import io.epochal.callback.api.log.LoggedEvent;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.Message;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Nearest;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The types of events that a reader wants; none means all, also those that a later version adds. */
record EventTypeFilter(Set<String> wanted) {
    private static final Map<String, String> KNOWN = known(TrainingEvent.class, new TreeMap<>());

    EventTypeFilter {
        wanted = Set.copyOf(wanted);
    }

    /**
     * @param names such as {@code EpochEnded} or {@code io.epochal.EpochEnded}
     * @throws ProblemException for one that is not in the log of events
     */
    static EventTypeFilter of(Collection<String> names) {
        Set<String> wanted = new TreeSet<>();
        for (String name : names) {
            String type = KNOWN.getOrDefault(name, name);
            if (!KNOWN.containsValue(type)) {
                throw new ProblemException(
                        ProblemType.TYPE_UNKNOWN,
                        "type must be one of " + String.join(", ", KNOWN.keySet()) + "; found " + name
                                + Nearest.hint(name, KNOWN.keySet()));
            }
            wanted.add(type);
        }
        return new EventTypeFilter(wanted);
    }

    boolean wants(LoggedEvent event) {
        return wanted.isEmpty() || wanted.contains(event.type());
    }

    private static Map<String, String> known(Class<? extends Message> type, Map<String, String> found) {
        if (type.isRecord()) {
            found.put(type.getSimpleName(), Wire.type(type));
            return found;
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            known(permitted.asSubclass(Message.class), found);
        }
        return found;
    }
}
