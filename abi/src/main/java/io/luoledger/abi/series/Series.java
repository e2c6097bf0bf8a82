package io.luoledger.abi.series;

import io.luoledger.abi.source.HeaderTree;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a kernel's sources, one upon another.
 *
 * @param name for people: "v7.3..HEAD"
 * @param size how many changes it has, of whatever
 * @param thing what one is called
 * @param base the tree that they begin with, and what it is called
 * @param steps each after the one that it stands on
 * @param remarks what was left out of the input, and why
 */
public record Series(
        String name,
        long size,
        String thing,
        String things,
        String baseName,
        HeaderTree base,
        List<Step> steps,
        List<String> remarks) {
    public Series {
        steps = List.copyOf(steps);
        remarks = List.copyOf(remarks);
    }

    /**
     * A commit or a patch.
     *
     * @param id of the commit, or the patch's number
     * @param parent the step that it stands on; null for the base
     * @param touched paths that it changes, of what headers may be read from
     * @param trouble why there is no tree; null when there is one
     * @param tree with the change; throws what can't be read
     */
    public record Step(
            String id,
            String subject,
            @Nullable String parent,
            Set<String> touched,
            @Nullable String trouble,
            Supplier<HeaderTree> tree) {
        public Step {
            touched = Set.copyOf(touched);
        }

        /** For people: git takes so much of a name in any repository of today. */
        public String shortId() {
            return id.length() > 12 ? id.substring(0, 12) : id;
        }
    }
}
