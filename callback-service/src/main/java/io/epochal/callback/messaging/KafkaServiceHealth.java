package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.ServiceHealth;
import io.epochal.callback.recording.FailedRecordings;
import io.epochal.callback.summary.ServiceState;
import io.epochal.callback.summary.ServiceState.Failure;
import io.epochal.callback.summary.ServiceState.Reader;
import io.epochal.kafka.GroupProgress;
import io.epochal.kafka.SecurityProviders;
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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** What Kafka knows of the groups that read the log, and the newest dead letters. Asked at each look, and kept nowhere. */
@ApplicationScoped
class KafkaServiceHealth implements ServiceHealth {
    private final KafkaClients clients;
    private final FailedRecordings failures;
    private final ShareGroup trainers;

    KafkaServiceHealth(
            KafkaClients clients,
            FailedRecordings failures,
            @Identifier("default-kafka-broker") Map<String, Object> broker) {
        SecurityProviders.settle();
        this.clients = clients;
        this.failures = failures;
        this.trainers = new ShareGroup(Map.copyOf(broker), ShareGroup.TRAINERS);
    }

    @Override
    public ServiceState look() {
        List<String> problems = new ArrayList<>();
        NewestDeadLetters letters = found(
                "the dead letters",
                problems,
                new NewestDeadLetters(List.of(), 0),
                () -> NewestDeadLetters.read(clients));
        try (Admin admin = clients.admin()) {
            List<Reader> readers = found("the readers of the log", problems, List.of(), () -> readers(admin));
            OptionalInt members =
                    found("the trainers", problems, OptionalInt.empty(), () -> OptionalInt.of(trainers.members(admin)));
            OptionalLong waiting = found(
                    "the queue of runs",
                    problems,
                    OptionalLong.empty(),
                    () -> OptionalLong.of(trainers.waiting(admin)));
            return new ServiceState(readers, members, waiting, letters.letters(), letters.all(), failed(), problems);
        } catch (KafkaException e) {
            problems.add("Kafka's client cannot use its settings: " + KafkaClients.reason(e));
            return new ServiceState(
                    List.of(),
                    OptionalInt.empty(),
                    OptionalLong.empty(),
                    letters.letters(),
                    letters.all(),
                    failed(),
                    problems);
        }
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

    private static List<Reader> readers(Admin admin) throws IOException {
        List<ServiceChannels.Purpose> channels = ServiceChannels.purposes();
        List<GroupProgress> groups = GroupProgress.of(
                admin, channels.stream().map(ServiceChannels.Purpose::group).toList());
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            ServiceChannels.Purpose channel = channels.get(i);
            GroupProgress group = groups.get(i);
            readers.add(new Reader(channel.role(), channel.optional(), group.group(), group.members(), group.behind()));
        }
        return readers;
    }
}
