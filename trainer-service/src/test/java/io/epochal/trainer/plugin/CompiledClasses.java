package io.epochal.trainer.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Plug-ins whose Java source is in a test, compiled at once, for one jar or several.
 *
 * @param folder the root of their packages
 */
public record CompiledClasses(Path folder) {
    private static final Pattern CLASS = Pattern.compile("(?s)package ([\\w.]+);.*?\\bclass (\\w+)");

    /** @param folder an empty one for the classes */
    public static CompiledClasses of(Path folder, List<String> sources) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(folder.toFile()));
            List<String> options = List.of(
                    "-proc:none",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            List<JavaFileObject> texts =
                    sources.stream().map(CompiledClasses::source).toList();
            assertThat(compiler.getTask(null, files, null, options, null, texts).call())
                    .as("the plug-in's source compiles")
                    .isTrue();
        }
        return new CompiledClasses(folder);
    }

    private static JavaFileObject source(String text) {
        Matcher name = CLASS.matcher(text);
        assertThat(name.find()).as("a package and a class in %s", text).isTrue();
        String path = name.group(1).replace('.', '/') + "/" + name.group(2) + ".java";
        return new SimpleJavaFileObject(URI.create("text:///" + path), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    /**
     * Writes a jar.
     *
     * @param port whose service file it has
     * @param services that file's text
     * @param classes in the jar, with those inside them
     */
    public void jar(Path file, Class<?> port, String services, String... classes) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
                Stream<Path> compiled = Files.walk(folder)) {
            put(jar, "META-INF/services/" + port.getName(), services.getBytes(StandardCharsets.UTF_8));
            for (Path one : compiled.filter(Files::isRegularFile).toList()) {
                String entry = folder.relativize(one).toString();
                String type = entry.replace('/', '.').replaceFirst("(\\$.*)?\\.class$", "");
                if (List.of(classes).contains(type)) {
                    put(jar, entry, Files.readAllBytes(one));
                }
            }
        }
    }

    private static void put(JarOutputStream jar, String entry, byte[] bytes) throws IOException {
        jar.putNextEntry(new ZipEntry(entry));
        jar.write(bytes);
        jar.closeEntry();
    }
}
