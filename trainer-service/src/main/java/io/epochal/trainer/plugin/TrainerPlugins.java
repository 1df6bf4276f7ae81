package io.epochal.trainer.plugin;

import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of plug-in jars, as it was when the trainer started. Their code runs in the trainer: only add jars that you trust. A jar
 * that cannot be loaded, or fails, fails the runs that name what it should bring, and no other.
 */
public final class TrainerPlugins {
    /** No plug-ins. */
    public static final TrainerPlugins NONE = new TrainerPlugins("(none)", List.of(), List.of());

    private final String place;
    private final List<PluginJar> jars;
    private final List<String> faults;

    /** @param jars those that offer a service; they see the classes of the other jars */
    private TrainerPlugins(String place, List<PluginJar> jars, List<String> faults) {
        this.place = place;
        this.jars = jars;
        this.faults = faults;
    }

    /** Reads the folder, and runs nothing in it. Without such a folder there are no plug-ins. */
    public static TrainerPlugins load(Path folder) {
        return load(folder, folder.toString());
    }

    /** @param place what messages call the folder, where the jars are copies */
    public static TrainerPlugins load(Path folder, String place) {
        List<Path> offering = new ArrayList<>();
        List<URL> libraries = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        List<PluginJar> jars = new ArrayList<>();
        for (Path file : files(folder, faults)) {
            try {
                if (PluginJar.offers(file)) {
                    offering.add(file);
                } else {
                    libraries.add(file.toUri().toURL());
                }
            } catch (IOException | RuntimeException e) {
                faults.add(PluginJar.fileName(file) + ": it is no jar that can be read: " + e.getMessage());
            }
        }
        ClassLoader parent = new URLClassLoader(libraries.toArray(URL[]::new), TrainerPlugins.class.getClassLoader());
        for (Path file : offering) {
            try {
                jars.add(PluginJar.of(file, parent));
            } catch (IOException e) {
                faults.add(PluginJar.fileName(file) + ": " + e.getMessage());
            }
        }
        return new TrainerPlugins(place, jars, faults);
    }

    private static List<Path> files(Path folder, List<String> faults) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            faults.add("the folder cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    /** What is wrong with the folder and its jars, as far as it is known before they are used. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /**
     * Makes the provider of that name.
     *
     * @throws IOException where there is none, where there are two, or where it cannot be made
     */
    public <T> LoadedProvider<T> find(Class<T> port, String name) throws IOException {
        List<String> problems = new ArrayList<>(faults);
        List<PluginJar.Offer<T>> offers = new ArrayList<>();
        jars.forEach(jar -> offers.addAll(jar.offers(port, problems)));
        List<PluginJar.Offer<T>> named =
                offers.stream().filter(offer -> offer.name().equals(name)).toList();
        if (named.isEmpty()) {
            List<String> names =
                    offers.stream().map(PluginJar.Offer::name).sorted().toList();
            throw new IOException(unknown(name, names, problems));
        }
        if (named.size() > 1) {
            throw new IOException("provider " + name + " is there more than once: "
                    + named.stream().map(PluginJar.Offer::place).collect(Collectors.joining(", "))
                    + "; leave one of them in the trainer's plug-in path " + place);
        }
        return named.get(0).create();
    }

    private String unknown(String name, List<String> names, List<String> problems) {
        return "there is no provider " + Printable.of(name, 100) + Nearest.hint(name, names)
                + " in the trainer's plug-in path " + place
                + (names.isEmpty() ? "; there was none when the trainer started" : "; there are: " + names)
                + (problems.isEmpty() ? "" : "; what cannot be loaded: " + String.join("; ", problems));
    }
}
