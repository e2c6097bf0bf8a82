package io.luoledger.experiment.rollout;

import static io.luoledger.experiment.rollout.Stage.ACTIVE;
import static io.luoledger.experiment.rollout.Stage.ONLY;
import static io.luoledger.experiment.rollout.Stage.REQUIRED;
import static io.luoledger.experiment.rollout.Stage.SUPPORTED;
import static io.luoledger.experiment.rollout.Stage.UNKNOWN;

import java.util.List;
import java.util.StringJoiner;

/** How a kernel says what it writes, and which stages that leaves it. */
public enum Scheme {
    /** Feature headers: supp, req and active (RFC "Move to feature flags for LUO and memfd ABI compatibility"). */
    FLAGS(false) {
        @Override
        List<Stage> stages() {
            return List.of(UNKNOWN, SUPPORTED, ACTIVE, REQUIRED);
        }

        @Override
        String reads(String feature, Stage stage) {
            return stage.readsNew() ? feature : "";
        }

        @Override
        String writes(String feature, boolean old, boolean fresh) {
            return fresh ? feature + (old ? " active" : " active+req") : "";
        }
    },
    /** A version in the compatible string, of which a payload has one: a write profile, "previous" or "current". */
    STRINGS(true) {
        @Override
        List<Stage> stages() {
            return List.of(UNKNOWN, SUPPORTED, REQUIRED, ONLY);
        }

        @Override
        String reads(String feature, Stage stage) {
            return forms(feature + "-v1", stage.readsOld(), feature + "-v2", stage.readsNew());
        }

        @Override
        String writes(String feature, boolean old, boolean fresh) {
            return forms(feature + "-v1", old, feature + "-v2", fresh);
        }
    },
    /** Several versions in one KHO subtree (RFC by Odell): a payload may have both. */
    SUBTREES(false) {
        @Override
        List<Stage> stages() {
            return List.of(UNKNOWN, SUPPORTED, ACTIVE, REQUIRED, ONLY);
        }

        @Override
        String reads(String feature, Stage stage) {
            return forms(feature + "/1", stage.readsOld(), feature + "/2", stage.readsNew());
        }

        @Override
        String writes(String feature, boolean old, boolean fresh) {
            return forms(feature + "/1", old, feature + "/2", fresh);
        }
    };

    private final boolean oneForm;

    Scheme(boolean oneForm) {
        this.oneForm = oneForm;
    }

    /** Whether a payload is either of the old form or of the new one. */
    boolean hasOneForm() {
        return oneForm;
    }

    /** In the order of a roll-out. */
    abstract List<Stage> stages();

    abstract String reads(String feature, Stage stage);

    /**
     * @param old whether a form is written that a kernel without the feature reads
     * @param fresh whether a form with the feature is written
     */
    abstract String writes(String feature, boolean old, boolean fresh);

    private static String forms(String one, boolean hasOne, String other, boolean hasOther) {
        StringJoiner forms = new StringJoiner(", ");
        if (hasOne) {
            forms.add(one);
        }
        if (hasOther) {
            forms.add(other);
        }
        return forms.toString();
    }
}
