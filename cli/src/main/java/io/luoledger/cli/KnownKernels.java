package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.engine.PublishedDescriptors;
import io.luoledger.publish.ClientSettings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The kernels that a command knows: those published on its cluster, and those of the catalogue. */
final class KnownKernels {
    private KnownKernels() {}

    /** What stands on luo.abi, by release, with a warning for what can't be read. */
    static Map<String, AbiDescriptor> published(ClientSettings client, PrintWriter err) {
        return PublishedDescriptors.read(client, problem -> Warnings.say(err, "left out " + problem));
    }

    /**
     * The name of the kernel that the user calls so, which is put there unless it is known: its release, or what the user
     * called it where that release is another kernel's, such as the one that a host runs.
     */
    static String name(String argument, AbiSources sources, Map<String, AbiDescriptor> named) {
        if (!Files.exists(Path.of(argument))
                && PublishedDescriptors.find(named, argument).isPresent()) {
            return argument;
        }
        AbiDescriptor descriptor = sources.load(argument);
        String release = descriptor.release();
        Optional<AbiDescriptor> other = PublishedDescriptors.find(named, release);
        if (other.filter(descriptor::equals).isPresent()) {
            return release;
        }
        String name = other.isPresent() ? argument : release;
        named.put(name, descriptor.withRelease(name));
        return name;
    }

    /**
     * The name of the kernel in an image, which is put there: its release, or its file where the running kernel may be known
     * by that release, though it may have been built in another way.
     */
    static String image(String file, AbiDescriptor kernel, String running, Map<String, AbiDescriptor> named) {
        String name = Catalogue.namesOf(running).contains(kernel.release()) ? file : kernel.release();
        named.put(name, kernel);
        return name;
    }
}
