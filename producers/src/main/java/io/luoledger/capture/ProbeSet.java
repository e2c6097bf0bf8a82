package io.luoledger.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is recorded, as data: dynamic events on kernel functions, and static events.
 *
 * @param events names in the form {@code system:name}
 */
public record ProbeSet(List<Probe> probes, List<String> events) {
    private static final String RESOURCE = "probes.txt";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /**
     * One dynamic event.
     *
     * @param name the event's name, by which the importer knows its lines
     * @param function the kernel function
     * @param atReturn whether it fires at the function's return
     * @param arguments what it records, in the language of fprobe events; may be empty
     */
    public record Probe(String name, String function, boolean atReturn, String arguments) {
        /** The line that defines it, as written to {@code dynamic_events}. */
        String definition(String group) {
            return "f:" + group + "/" + name + " " + function + (atReturn ? "%return" : "")
                    + (arguments.isEmpty() ? "" : " " + arguments);
        }
    }

    public ProbeSet {
        probes = List.copyOf(probes);
        events = List.copyOf(events);
    }

    /** The set that this version ships. */
    public static ProbeSet shipped() {
        try (InputStream in = ProbeSet.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the probe set is not in the jar");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ProbeSet parse(String text) {
        List<Probe> probes = new ArrayList<>();
        List<String> events = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" ", 4);
            switch (words[0]) {
                case "probe" -> probes.add(probe(words));
                case "event" -> events.add(words[1]);
                default -> throw new IllegalArgumentException("not a line of a probe set: " + line);
            }
        }
        return new ProbeSet(probes, events);
    }

    private static Probe probe(String[] words) {
        boolean atReturn = words[2].endsWith("%return");
        String function = atReturn ? words[2].substring(0, words[2].length() - "%return".length()) : words[2];
        if (!NAME.matcher(words[1]).matches() || !NAME.matcher(function).matches()) {
            throw new IllegalArgumentException("not a probe: " + words[1] + " " + words[2]);
        }
        return new Probe(words[1], function, atReturn, words.length > 3 ? words[3] : "");
    }

    /** The functions that the probes sit on, each once, in order. */
    public Set<String> functions() {
        Set<String> functions = new LinkedHashSet<>();
        probes.forEach(probe -> functions.add(probe.function()));
        return functions;
    }

    /** The set without these probes; a probe's entry and return go by their own names. */
    public ProbeSet without(Set<String> names) {
        return new ProbeSet(
                probes.stream().filter(probe -> !names.contains(probe.name())).toList(), events);
    }
}
