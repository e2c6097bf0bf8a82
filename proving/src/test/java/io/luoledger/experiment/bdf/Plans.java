package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.Topology.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Topologies from descriptions of hosts, and where their parts are. */
final class Plans {
    private final List<String> lines;
    private int next;

    private Plans(List<String> lines) {
        this.lines = lines;
    }

    /** Reads a description without segments behind functions. */
    static Topology read(String plan) {
        Plans plans = new Plans(plan.lines().filter(line -> !line.isBlank()).toList());
        List<Root> roots = new ArrayList<>();
        while (plans.next < plans.lines.size()) {
            String line = plans.lines.get(plans.next++);
            String[] words = line.strip().split("\\s+", -1);
            String[] range = words[2].split("-", -1);
            List<Part> parts = plans.below(indent(line));
            roots.add(new Root(
                    words[1].equals("dynamic") ? null : Integer.valueOf(words[1], 16),
                    Integer.parseInt(range[0], 16),
                    Integer.parseInt(range[1], 16),
                    parts));
        }
        return new Topology(roots, List.of());
    }

    private List<Part> below(int outer) {
        List<Part> parts = new ArrayList<>();
        while (next < lines.size() && indent(lines.get(next)) > outer) {
            String line = lines.get(next++);
            String[] words = line.strip().split("\\s+", -1);
            String[] place = words[0].split("\\.", -1);
            int devfn = Integer.parseInt(place[0], 16) << 3 | Integer.parseInt(place[1], 16);
            int spare = words.length > 2 ? Integer.parseInt(words[2].substring("spare=".length()), 16) : 0;
            parts.add(new Part(devfn, words[1], spare, 0, Set.of(), below(indent(line)), null));
        }
        return parts;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    /** With a mark at the end of a way, "01.0/00.0". */
    static Topology marked(Topology topology, Mark mark, String path) {
        Spot spot = topology.spots().stream()
                .filter(each -> path(each).equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing at " + path));
        return topology.edited(spot.number(), part -> Optional.of(part.with(mark)));
    }

    private static String path(Spot spot) {
        List<String> steps = new ArrayList<>(List.of(step(spot.part())));
        spot.above().forEach(above -> steps.addFirst(step(above)));
        return String.join("/", steps);
    }

    private static String step(Part part) {
        return String.format("%02x.%x", part.devfn() >>> 3, part.devfn() & 7);
    }
}
