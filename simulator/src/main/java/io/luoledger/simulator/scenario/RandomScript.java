package io.luoledger.simulator.scenario;

import io.luoledger.simulator.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes a random script that uses certain features. */
final class RandomScript {
    private static final int MAX_STAGES = 3;
    private static final int MAX_SESSIONS = 5;
    private static final int MAX_OPS = 24;
    private static final int SESSIONS_PER_BLOCK = 51;
    private static final int RARELY_PERCENT = 25;
    private static final List<String> SIZES = List.of("1", "100", "4096", "4097", "9000", "20000");
    private static final List<String> OTHERS = List.of("pipe_r", "eventfd", "devnull", "tmpfs_linked", "closed");

    private final Dice dice;
    private final Set<Feature> features;
    private final Lines lines = new Lines();
    private final List<String> promised = new ArrayList<>();
    private int files;

    private RandomScript(Dice dice, Set<Feature> features) {
        this.dice = dice;
        this.features = features;
    }

    static String write(Dice dice, Set<Feature> features) {
        RandomScript script = new RandomScript(dice, features);
        int stages = 2 + dice.below(MAX_STAGES - 1);
        for (int stage = 1; stage <= stages; stage++) {
            script.lines.stage(stage);
            List<String> taken = stage > 1 ? script.takeOver() : List.of();
            script.promised.clear();
            if (stage < stages) {
                script.preserve(stage, taken);
            }
        }
        return script.lines.text();
    }

    private boolean with(Feature feature) {
        return features.contains(feature) && dice.percent(RARELY_PERCENT);
    }

    private List<String> takeOver() {
        List<String> taken = new ArrayList<>();
        for (String promise : promised) {
            String[] parts = promise.split(" ");
            String handle = "in." + parts[0];
            lines.op("retrieve_session", parts[0], handle);
            if (with(Feature.WRONG_SIDE)) {
                lines.op("preserve", handle, "memfd:8", 77);
            }
            for (int i = 1; i < parts.length; i++) {
                if (!with(Feature.SKIP_RETRIEVE)) {
                    taken.add(retrieve(handle, parts[i]));
                }
            }
            if (!with(Feature.SKIP_FINISH)) {
                lines.op("finish", handle);
                lines.op("close", handle);
            }
        }
        return taken;
    }

    private String retrieve(String handle, String token) {
        String file = "r" + ++files;
        if (with(Feature.FILE_ARGUMENTS)) {
            lines.op("mkfd", "t" + files, "tmpfs_linked")
                    .op("retrieve_with", handle, token, "t" + files)
                    .op("retrieve_into", handle, token, "t" + files);
        }
        lines.op("retrieve", handle, token, file);
        return file;
    }

    private void preserve(int stage, List<String> taken) {
        int sessions = 1 + dice.below(MAX_SESSIONS);
        List<List<String>> tokens = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            lines.op("create", name(stage, i), "s" + i);
            tokens.add(new ArrayList<>());
        }
        if (with(Feature.FULL_BLOCK)) {
            for (int i = sessions; i < SESSIONS_PER_BLOCK; i++) {
                lines.op("create", "block-" + stage + "-" + i);
            }
        }
        if (with(Feature.MEMORY_ERRORS)) {
            lines.op("poison", 1 + dice.below(3)).op("pstore_write", 1000);
        }
        int ops = dice.below(MAX_OPS);
        for (int i = 0; i < ops; i++) {
            int session = dice.below(sessions);
            file(session, tokens.get(session), taken);
            extra(stage, session, tokens.get(session));
        }
        for (int i = 0; i < sessions; i++) {
            promised.add((name(stage, i) + " " + String.join(" ", tokens.get(i))).strip());
        }
    }

    private static String name(int stage, int session) {
        return "vm-" + stage + "-" + session;
    }

    private void file(int session, List<String> tokens, List<String> taken) {
        String token = Integer.toString(tokens.size() + 1);
        if (features.contains(Feature.PRESERVE_AGAIN) && !taken.isEmpty() && dice.percent(RARELY_PERCENT)) {
            lines.op("preserve", "s" + session, dice.pick(taken), token);
            tokens.add(token);
            return;
        }
        String variable = "m" + ++files;
        lines.op("mkfd", variable, kind());
        if (with(Feature.SEALS)) {
            lines.op("seal", variable, dice.below(32));
        }
        if (with(Feature.FILE_ARGUMENTS)) {
            lines.op("preserve", "s" + session, variable, token, "0x1000");
        }
        lines.op("preserve", "s" + session, variable, token);
        tokens.add(token);
        if (with(Feature.WRITES)) {
            lines.op("pwrite", variable, dice.below(9000), 1 + dice.below(5000));
            lines.op("seek", variable, dice.below(9000));
        }
        if (with(Feature.DOUBLE_PRESERVE)) {
            lines.op("preserve", "s" + session, variable, 1000 + tokens.size());
        }
    }

    private String kind() {
        if (with(Feature.OTHER_FILES)) {
            return dice.pick(OTHERS);
        }
        if (with(Feature.EMPTY_FILES)) {
            return "memfd";
        }
        if (with(Feature.NOEXEC)) {
            return "memfd_noexec:" + dice.pick(SIZES);
        }
        return (with(Feature.SPARSE) ? "memfd_sparse:" : "memfd:") + dice.pick(SIZES);
    }

    private void extra(int stage, int session, List<String> tokens) {
        if (with(Feature.DUPLICATE_NAMES)) {
            lines.op("create", name(stage, session), "x");
        }
        if (with(Feature.DUPLICATE_TOKENS)) {
            lines.op("preserve", "s" + session, "memfd:8", 1);
        }
        if (with(Feature.DUP_HANDLES)) {
            lines.op("dup", "s" + session, "d" + session);
        }
        if (with(Feature.WRONG_SIDE)) {
            lines.op("finish", "s" + session);
        }
        if (with(Feature.CLOSE_OUTGOING)) {
            lines.op("close", "s" + session);
            lines.op("create", name(stage, session), "s" + session);
            tokens.clear();
        }
    }
}
