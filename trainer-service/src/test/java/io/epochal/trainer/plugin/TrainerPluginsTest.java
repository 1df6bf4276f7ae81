package io.epochal.trainer.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.trainer.data.rows.RowProvider;
import io.epochal.trainer.run.port.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a jar fails what names it, in one message, and nothing else. */
@Tag("slow")
class TrainerPluginsTest {
    @TempDir
    private static Path shared;

    private static CompiledClasses classes = new CompiledClasses(Path.of("none"));

    @TempDir
    private Path folder;

    @BeforeAll
    static void sources() throws IOException {
        classes = CompiledClasses.of(
                shared,
                List.of(
                        source("Good", ""),
                        source("Twin", ""),
                        source("Refuses", "public Refuses() { throw new IllegalStateException(\"no licence\"); }"),
                        source("Throws", "public Throws() throws Exception { throw new Exception(\"no licence\"); }"),
                        source("Overflows", "public Overflows() { throw new StackOverflowError(\"deep\"); }"),
                        source("Initial", "static final int SIZE = Integer.parseInt(\"no number\");"),
                        source("Halting", "static { Runtime.getRuntime().halt(9); }"),
                        source("Nameless", "").replaceFirst("@ProviderName\\(.*\\)", ""),
                        source("Secret", "private Secret() {}"),
                        source("Partial", "").replace("class Partial", "class Partial extends Base"),
                        "package plug; public class Base { }",
                        source("User", "final String name = new lib.Library().name();"),
                        "package lib; public class Library { public String name() { return \"lib\"; } }"));
    }

    /** A provider of rows; its name is its class' in small letters. */
    private static String source(String type, String body) {
        return """
                package plug;
                import io.epochal.protocol.field.Fields;
                import io.epochal.trainer.data.rows.*;
                import io.epochal.trainer.plugin.ProviderName;
                import java.nio.file.Path;
                import java.util.Map;
                @ProviderName("%2$s")
                public class %1$s implements RowProvider {
                    %3$s
                    @Override public Map<Part, RowSource> open(Path path, Fields options) { return Map.of(); }
                }
                """
                .formatted(type, type.toLowerCase(Locale.ROOT), body);
    }

    private void jar(String file, String type) throws IOException {
        classes.jar(folder.resolve(file), RowProvider.class, "plug." + type + "\n", "plug." + type);
    }

    @BeforeEach
    void aGoodOneIsThereToo() throws IOException {
        jar("good.jar", "Good");
    }

    private LoadedProvider<RowProvider> find(String name) throws IOException {
        return TrainerPlugins.load(folder).find(RowProvider.class, name);
    }

    private void assertTheGoodOneIsFound() throws IOException {
        assertThat(find("good").jar()).isEqualTo("good.jar");
    }

    @Test
    void findsAProviderByItsName() throws IOException {
        LoadedProvider<RowProvider> found = find("good");

        assertThat(found.jar()).isEqualTo("good.jar");
        assertThat(found.instance().getClass().getName()).isEqualTo("plug.Good");
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> find("goad"))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no provider goad (did you mean good?) in the trainer's plug-in path " + folder
                        + "; there are: [good]");
        assertThatThrownBy(() -> TrainerPlugins.load(folder.resolve("none")).find(RowProvider.class, "goad"))
                .hasMessageEndingWith("; there was none when the trainer started");
    }

    @Test
    void twoOfOneNameAreRefusedWithTheirJars() throws IOException {
        jar("a.jar", "Twin");
        jar("b.jar", "Twin");

        assertThatThrownBy(() -> find("twin"))
                .hasMessageContaining("provider twin is there more than once: a.jar (plug.Twin), b.jar (plug.Twin)");
        assertTheGoodOneIsFound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Refuses", "Throws", "Overflows", "Initial"})
    void oneThatCannotBeMadeFailsWhoNamesIt(String type) throws IOException {
        jar("broken.jar", type);

        assertThatThrownBy(() -> find(type.toLowerCase(Locale.ROOT)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("(broken.jar) failed: java.lang.")
                .satisfies(e -> assertThat(Faults.isFatal(e)).isFalse());
        assertTheGoodOneIsFound();
    }

    @Test
    void whatWouldEndTheProcessRunsForWhoNamesItOnly() throws IOException {
        jar("halting.jar", "Halting");

        assertThatThrownBy(() -> find("haltin")).hasMessageContaining("did you mean halting?");
        assertTheGoodOneIsFound();
    }

    @Test
    void aJarThatIsNoneIsNamed() throws IOException {
        Files.writeString(folder.resolve("torn.jar"), "PK");

        assertThat(TrainerPlugins.load(folder).faults())
                .singleElement()
                .asString()
                .startsWith("torn.jar: it is no jar that can be read");
        assertThatThrownBy(() -> find("mine")).hasMessageContaining("what cannot be loaded: torn.jar: it is");
        assertTheGoodOneIsFound();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no.such.Class: no.such.Class",
                "two words: Illegal configuration-file syntax",
                "lib.Library: lib.Library not a subtype",
                "plug.Nameless: plug.Nameless has no @ProviderName",
                "plug.Secret: plug.Secret Unable to get public no-arg constructor",
                "plug.Partial: plug/Base"
            })
    void aServiceFileThatIsWrongIsNamed(String servicesAndProblem) throws IOException {
        String[] both = servicesAndProblem.split(": ", 2);
        classes.jar(
                folder.resolve("bad.jar"),
                RowProvider.class,
                both[0],
                "lib.Library",
                "plug.Nameless",
                "plug.Secret",
                "plug.Partial");

        assertThatThrownBy(() -> find("mine"))
                .hasMessageContaining("there are: [good]; what cannot be loaded: bad.jar: ")
                .hasMessageContaining(both[1]);
        assertTheGoodOneIsFound();
    }

    @Test
    void aJarSeesTheLibrariesBesideIt() throws IOException {
        jar("user.jar", "User");

        assertThatThrownBy(() -> find("user"))
                .hasMessage("provider user (user.jar) failed: java.lang.NoClassDefFoundError: lib/Library");

        classes.jar(folder.resolve("library.jar"), Runnable.class, "", "lib.Library");
        assertThat(find("user").jar()).isEqualTo("user.jar");
    }
}
