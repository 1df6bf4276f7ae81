package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.ServiceHealth;
import io.epochal.callback.messaging.channel.ChannelSettings;
import io.epochal.callback.recording.FailedRecordings;
import io.epochal.callback.summary.ServiceState;
import io.epochal.callback.summary.ServiceState.Failure;
import io.epochal.callback.summary.ServiceState.Reader;
import io.epochal.kafka.GroupProgress;
import io.epochal.kafka.ShareGroup;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;

/** What Kafka knows of the groups that read the log, and the newest dead letters. Asked at each look, and kept nowhere. */
@ApplicationScoped
class KafkaServiceHealth implements ServiceHealth {
    private final KafkaClients clients;
    private final FailedRecordings failures;
    private final Map<String, Object> broker;
    private final ShareGroup trainers;

    KafkaServiceHealth(
            KafkaClients clients,
            FailedRecordings failures,
            @Identifier("default-kafka-broker") Map<String, Object> broker) {
        this.clients = clients;
        this.failures = failures;
        this.broker = Map.copyOf(broker);
        this.trainers = new ShareGroup(this.broker, ShareGroup.TRAINERS);
    }

    @Override
    public ServiceState look() {
        List<String> problems = new ArrayList<>();
        List<Reader> readers = found("the readers of the log", problems, List.of(), this::readers);
        OptionalInt members = found("the trainers", problems, OptionalInt.empty(), this::trainers);
        OptionalLong waiting = found("the queue of runs", problems, OptionalLong.empty(), this::waiting);
        NewestDeadLetters letters = found(
                "the dead letters",
                problems,
                new NewestDeadLetters(List.of(), 0),
                () -> NewestDeadLetters.read(clients));
        return new ServiceState(readers, members, waiting, letters.letters(), letters.all(), failed(), problems);
    }

    private List<Failure> failed() {
        List<Failure> failed = new ArrayList<>(failures.latest().stream()
                .map(one -> new Failure(one.recorder(), one.run(), one.place(), one.reason()))
                .toList());
        Collections.reverse(failed);
        return failed;
    }

    private interface Question<T> {
        T answer() throws IOException, LogUnavailableException;
    }

    private static <T> T found(String what, List<String> problems, T otherwise, Question<T> question) {
        try {
            return question.answer();
        } catch (MissingTopicException e) {
            return otherwise;
        } catch (IOException | LogUnavailableException | KafkaException e) {
            problems.add(what + ": " + KafkaClients.reason(e));
            return otherwise;
        }
    }

    private List<Reader> readers() throws IOException {
        List<ChannelSettings> channels = ServiceChannels.all();
        List<GroupProgress> groups = GroupProgress.of(
                broker, channels.stream().map(ChannelSettings::group).toList());
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            GroupProgress group = groups.get(i);
            readers.add(new Reader(channels.get(i).name(), group.group(), group.members(), group.behind()));
        }
        return readers;
    }

    private OptionalInt trainers() throws IOException {
        return OptionalInt.of(trainers.members());
    }

    private OptionalLong waiting() throws IOException {
        return OptionalLong.of(trainers.waiting());
    }
}
