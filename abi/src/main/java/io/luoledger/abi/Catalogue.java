package io.luoledger.abi;

import io.luoledger.abi.source.Descriptors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The known kernels: one frozen descriptor each, shipped with the program. A descriptor is read when it is asked for.
 * That of a posted series is the kernel that it was posted on with the series on top; its {@code source} names that base,
 * {@code assumed} what was taken from it without being told, {@code incomplete} what nobody told.
 */
public final class Catalogue {
    private static final String ROOT = "/io/luoledger/abi/catalogue/";
    private static final Pattern RELEASE = Pattern.compile("v?(\\d+\\.\\d+)([.-].*)?");
    private static final Map<String, AbiDescriptor> READ = new ConcurrentHashMap<>();

    private Catalogue() {}

    /** Names of the known kernels: releases first, oldest first, then development trees and posted series. */
    public static List<String> names() {
        return new String(resource("index.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    /** The kernel of this name; "v7.3", "7.3.4" and "7.3.4-amd64" are 7.3. */
    public static Optional<AbiDescriptor> find(String name) {
        List<String> names = names();
        return namesOf(name).stream().filter(names::contains).findFirst().map(Catalogue::read);
    }

    /** What a kernel that calls itself so may be known as, the closest first: "7.3.4-amd64" as itself and as 7.3. */
    public static List<String> namesOf(String name) {
        Matcher release = RELEASE.matcher(name);
        return release.matches() && !release.group(1).equals(name) ? List.of(name, release.group(1)) : List.of(name);
    }

    private static AbiDescriptor read(String name) {
        return READ.computeIfAbsent(
                name,
                one -> Descriptors.fromJson(resource(one + ".json"), "catalogue " + one, null)
                        .getFirst());
    }

    private static byte[] resource(String name) {
        try (InputStream in = Catalogue.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new IllegalStateException("the catalogue lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
