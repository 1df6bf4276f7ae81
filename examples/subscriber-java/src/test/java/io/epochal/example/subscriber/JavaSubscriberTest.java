package io.epochal.example.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;

@QuarkusMainTest
class JavaSubscriberTest extends SubscriberKit {
    private QuarkusMainLauncher launcher;

    @BeforeEach
    void keep(QuarkusMainLauncher launcher) {
        this.launcher = launcher;
    }

    @Override
    List<String> subscribe(String bootstrap, String run, double threshold) {
        return launch(Map.of("kafka.bootstrap.servers", bootstrap), run, threshold);
    }

    @Override
    List<String> subscribeBy(Path properties, String run, double threshold) {
        return launch(Map.of("kafka.properties", properties.toString()), run, threshold);
    }

    private List<String> launch(Map<String, String> kafka, String run, double threshold) {
        // As -D gives them to the program.
        Map<String, String> settings = new TreeMap<>(kafka);
        settings.putAll(Map.of("run", run, "threshold", Double.toString(threshold)));
        settings.forEach(System::setProperty);
        try {
            LaunchResult result = launcher.launch();
            assertThat(result.exitCode()).as(result.getErrorOutput()).isZero();
            return result.getOutputStream();
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
    }

    @Override
    String name() {
        return "subscriber-java";
    }
}
