package io.epochal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.kafka.TopicPlan;
import io.epochal.protocol.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the optional components name is what the code and the other manifests have. */
class ComponentsTest {
    private static final Path CALLBACKS =
            Path.of("../callback-service/src/main/java/io/epochal/callback/messaging/ServiceChannels.java");
    private static final Path TRAINER =
            Path.of("../trainer-service/src/main/java/io/epochal/trainer/messaging/KafkaSettings.java");

    private static final Path SHARE_GROUP = Path.of("../kafka-binding/src/main/java/io/epochal/kafka/ShareGroup.java");

    @Test
    void everyTopicIsThere() {
        assertThat(resources("KafkaTopic").map(KubernetesManifest::name))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Topic.values())
                        .map(topic -> topic.name("training."))
                        .toList());
    }

    @Test
    void eachTopicIsSetAsTheServicesWouldSetIt() {
        assertThat(resources("KafkaTopic")).allSatisfy(one -> {
            Topic topic = Arrays.stream(Topic.values())
                    .filter(each -> each.name("training.").equals(one.name()))
                    .findFirst()
                    .orElseThrow();
            Map<String, String> set = one.content().at("/spec/config").properties().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().asText()));
            assertThat(set)
                    .isEqualTo(TopicPlan.settings(
                            topic, one.content().at("/spec/replicas").asInt()));
        });
    }

    /** The commands of the page, too. */
    @Test
    void thePageCreatesThemWithTheSameRetention() throws IOException {
        String page = Files.readString(Path.of("../docs/operations.md"));
        String created = Arrays.stream(Topic.values())
                .map(topic ->
                        topic.name("") + ":" + TopicPlan.settings(topic, 3).get("retention.ms"))
                .collect(Collectors.joining(" ", "for topic in ", "; do"));
        assertThat(page).contains(created);
    }

    @Test
    void everyGroupOfTheCodeMayBeReadByItsService() throws IOException {
        List<String> groups = Stream.of(
                        matches(CALLBACKS, "\\(\"[a-z]+\", \"([a-z-]+)\""),
                        matches(TRAINER, "\"group.id\",\\s*\"([^\"]+)\""),
                        matches(SHARE_GROUP, "TRAINERS = \"([^\"]+)\""))
                .flatMap(one -> one)
                .toList();
        assertThat(groups).hasSize(9).allSatisfy(group -> assertThat(rules("group", group))
                .as(group)
                .anyMatch(rule -> rule.path("operations").toString().contains("\"Read\"")));
    }

    @Test
    void noUserMayDoEverything() {
        assertThat(resources("KafkaUser").flatMap(ComponentsTest::rules))
                .isNotEmpty()
                .allSatisfy(rule -> {
                    assertThat(rule.at("/resource/patternType").asText()).isEqualTo("literal");
                    assertThat(rule.at("/resource/name").asText()).isNotEqualTo("*");
                    assertThat(rule.path("operations").toString())
                            .doesNotContain("All", "Create", "Delete", "\"Alter\"");
                });
    }

    @Test
    void rightsAreOnTopicsThatThereAre() {
        List<String> topics =
                resources("KafkaTopic").map(KubernetesManifest::name).toList();
        assertThat(resources("KafkaUser")
                        .flatMap(ComponentsTest::rules)
                        .filter(rule -> rule.at("/resource/type").asText().equals("topic"))
                        .map(rule -> rule.at("/resource/name").asText()))
                .isSubsetOf(topics);
    }

    @Test
    void everyServiceHasTheUserWhosePasswordItIsGiven() {
        List<String> users =
                resources("KafkaUser").map(KubernetesManifest::name).toList();
        assertThat(Workload.of(KubernetesManifest.rendered("strimzi-and-keda"))
                        .filter(one -> one.variables().contains("KAFKA_SASL_JAAS_CONFIG"))
                        .map(one -> "epochal-" + one.name()))
                .hasSize(3)
                .isSubsetOf(users);
    }

    @Test
    void whatKedaScalesHasNoNumberOfItsOwn() {
        JsonNode target =
                resources("ScaledObject").findFirst().orElseThrow().content().at("/spec/scaleTargetRef");
        assertThat(resources(target.path("kind").asText())
                        .filter(one -> one.name().equals(target.path("name").asText())))
                .singleElement()
                .satisfies(one ->
                        assertThat(one.content().path("spec").has("replicas")).isFalse());
    }

    private static Stream<KubernetesManifest> resources(String kind) {
        return KubernetesManifest.rendered("strimzi-and-keda")
                .filter(one -> one.kind().equals(kind));
    }

    private static Stream<JsonNode> rules(KubernetesManifest user) {
        return Workload.each(user.content().at("/spec/authorization/acls"));
    }

    private static List<JsonNode> rules(String type, String name) {
        return resources("KafkaUser")
                .flatMap(ComponentsTest::rules)
                .filter(rule -> rule.at("/resource/type").asText().equals(type)
                        && rule.at("/resource/name").asText().equals(name))
                .toList();
    }

    private static Stream<String> matches(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1));
    }
}
