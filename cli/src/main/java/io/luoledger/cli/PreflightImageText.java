package io.luoledger.cli;

import io.luoledger.preflight.NextImage;
import io.luoledger.preflight.NextImage.Fact;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is known of the image that a host is to boot, by where it is known from. */
final class PreflightImageText {
    private PreflightImageText() {}

    static void print(PrintWriter out, NextImage image) {
        out.println("  image: " + Printable.text(image.file()) + ", kernel "
                + Printable.text(image.kernel().release()) + ", "
                + Printable.text(image.kernel().architecture()));
        if (image.isWithoutHandover()) {
            out.println("    tells: it has neither KHO nor LUO, none of their structs is in its BTF");
        }
        bySource(image.told()).forEach((source, facts) -> out.println("    tells: " + source + ": " + facts));
        if (!image.toldLayouts().isEmpty()) {
            out.println("    tells: BTF: " + image.toldLayouts().size() + " layouts");
        }
        bySource(image.assumed()).forEach((source, facts) -> out.println("    " + source + ": " + facts));
        if (!image.assumedLayouts().isEmpty()) {
            out.println("    assumed: layouts of " + Printable.text(String.join(", ", image.assumedLayouts())));
        }
        image.concluded().forEach(what -> out.println("    assumed: " + Printable.text(what)));
    }

    private static Map<String, String> bySource(List<Fact> facts) {
        return facts.stream()
                .collect(Collectors.groupingBy(
                        fact -> Printable.text(fact.source()),
                        LinkedHashMap::new,
                        Collectors.mapping(
                                fact -> Printable.text(fact.name() + "=" + fact.value()), Collectors.joining(", "))));
    }
}
