package io.epochal.callback.plugin;

import static java.lang.System.Logger.Level.ERROR;

import io.epochal.callback.policy.CallbackProvider;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The folder of plug-in jars. Their code runs in the callback service: only add jars that you trust. */
public final class PluginPath {
    /** The JDK's own: the command loads plug-ins too, without the service's libraries. */
    private static final System.Logger LOG = System.getLogger(PluginPath.class.getName());
    // A broken jar is logged once; its loader may fail for each of its entries.
    private static final int MAX_FAULTS = 100;

    private PluginPath() {}

    /** Every provider in the folder's jars that can be loaded; none when there is no such folder. The others are logged. */
    public static CallbackProviders load(Path folder) {
        List<URL> jars = jars(folder);
        if (jars.isEmpty()) {
            return CallbackProviders.NONE;
        }
        // Never closed: its classes are needed for as long as the process lives.
        URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), CallbackProvider.class.getClassLoader());
        return new CallbackProviders(
                providers(ServiceLoader.load(CallbackProvider.class, loader).iterator()));
    }

    private static List<URL> jars(Path folder) {
        List<URL> jars = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                        .sorted()
                        .toList()) {
                    jars.add(url(jar));
                }
            } catch (IOException e) {
                LOG.log(ERROR, "no plug-in is loaded, since {0} cannot be read: {1}", folder, e.getMessage());
            }
        }
        return jars;
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    /** A provider that cannot be loaded, or has no type, is skipped; a run that names it is rejected. */
    private static List<CallbackProvider> providers(Iterator<CallbackProvider> found) {
        List<CallbackProvider> providers = new ArrayList<>();
        for (int faults = 0; faults < MAX_FAULTS; ) {
            try {
                if (!found.hasNext()) {
                    break;
                }
                providers.add(new NamedProvider(found.next()));
            } catch (RuntimeException
                    | ServiceConfigurationError
                    | LinkageError
                    | StackOverflowError
                    | AssertionError e) {
                faults++;
                LOG.log(ERROR, "a plug-in is skipped: {0}", Printable.of(String.valueOf(e), 500));
            }
        }
        return providers;
    }
}
