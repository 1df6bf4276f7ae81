package io.epochal.callback.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;

/** The files of the page: ours, and those of the libraries. No other file is served. */
enum PageFile {
    STYLE("page.css", "text/css", "/page/page.css"),
    SCRIPT("page.js", "text/javascript", "/page/page.js"),
    CHARTS("charts.js", "text/javascript", "/page/charts.js"),
    ICON("icon.svg", "image/svg+xml", "/page/icon.svg"),
    HTMX("htmx.js", "text/javascript", "org.webjars.npm/htmx.org", "dist/htmx.min.js"),
    UPLOT("uplot.js", "text/javascript", "org.webjars.npm/uplot", "dist/uPlot.iife.min.js"),
    UPLOT_STYLE("uplot.css", "text/css", "org.webjars.npm/uplot", "dist/uPlot.min.css");

    private final String name;
    private final String type;
    private final String resource;
    private final Optional<String> artifact;

    PageFile(String name, String type, String resource) {
        this(name, type, Optional.empty(), resource);
    }

    PageFile(String name, String type, String artifact, String path) {
        this(name, type, Optional.of(artifact), path);
    }

    PageFile(String name, String type, Optional<String> artifact, String resource) {
        this.name = name;
        this.type = type;
        this.artifact = artifact;
        this.resource = resource;
    }

    static Optional<PageFile> named(String name) {
        return Arrays.stream(values()).filter(one -> one.name.equals(name)).findFirst();
    }

    String type() {
        return type + ";charset=utf-8";
    }

    byte[] read() {
        return read(artifact.map(PageFile::folder).orElse("") + resource);
    }

    /** A file that is not served as it is. */
    static String text(String path) {
        return new String(read(path), StandardCharsets.UTF_8);
    }

    private static byte[] read(String path) {
        try (InputStream in = PageFile.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing in this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A webjar has its version in the names of its folders, and in Maven's properties. */
    private static String folder(String artifact) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text("/META-INF/maven/" + artifact + "/pom.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String name = artifact.substring(artifact.indexOf('/') + 1);
        return "/META-INF/resources/webjars/" + name + "/" + properties.getProperty("version") + "/";
    }
}
