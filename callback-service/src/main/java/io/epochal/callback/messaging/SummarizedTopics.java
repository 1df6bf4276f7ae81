package io.epochal.callback.messaging;

import io.epochal.protocol.RunSummary.Span;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Of which topics summaries are, so that nobody looks at each summary to learn whether one is of a topic that was deleted. */
final class SummarizedTopics {
    private record Identity(String topic, String id) {}

    private final Map<Identity, Integer> spans = new HashMap<>();

    synchronized void add(Collection<Span> more) {
        more.forEach(span -> spans.merge(identity(span), 1, Integer::sum));
    }

    synchronized void remove(Collection<Span> fewer) {
        fewer.forEach(span -> spans.computeIfPresent(identity(span), (one, count) -> count > 1 ? count - 1 : null));
    }

    private static Identity identity(Span span) {
        return new Identity(span.topic(), span.topicId());
    }

    /** @param topicIds of the topics that are there now, by their names */
    synchronized boolean areCurrent(Map<String, String> topicIds) {
        return spans.keySet().stream().allMatch(one -> one.id().equals(topicIds.get(one.topic())));
    }
}
