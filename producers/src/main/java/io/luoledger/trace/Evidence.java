package io.luoledger.trace;

import org.jspecify.annotations.Nullable;

/** What a user call was seen to call: where no return is told, that is what its result shows by. */
final class Evidence {
    boolean deserialized;
    boolean allocated;
    boolean inserted;
    boolean fileMade;
    boolean grew;
    boolean shrunk;
    /** The last handler that was asked didn't tell its answer. */
    boolean answerUntold;

    boolean idAsked;
    boolean flbsPreserved;
    boolean preserveRan;
    boolean restored;
    boolean filesWalked;
    boolean cannotFinish;

    /** What the handler's callback returned, where a probe told. */
    @Nullable
    Long callbackReturn;

    /** The errno of an FLB that refused. */
    @Nullable
    Long flbRefusal;

    void entered(Call call) {
        switch (call.function) {
            case "luo_session_deserialize" -> deserialized = true;
            case "luo_session_alloc" -> allocated = true;
            case "luo_session_insert" -> inserted = true;
            case "luo_session_getfile", "anon_inode_getfile" -> fileMade = true;
            case "kho_block_set_grow" -> grew = true;
            case "kho_block_set_shrink" -> shrunk = true;
            case "luo_flb_file_preserve" -> flbsPreserved = true;
            case "luo_file_finish", "luo_file_unpreserve_files" -> filesWalked = true;
            default -> {
                idAsked |= call.function.endsWith("_get_id");
                restored |= call.function.startsWith("kho_restore_");
            }
        }
    }

    /** A callback of a handler or an FLB has returned. */
    void returned(CallbackCalls.Running callback, @Nullable Long ret) {
        if (callback.flb()) {
            if (ret != null && ret < 0) {
                flbRefusal = ret;
            }
            return;
        }
        switch (callback.operation()) {
            case CAN_PRESERVE -> answerUntold = ret == null;
            case PRESERVE -> {
                preserveRan = true;
                callbackReturn = ret;
            }
            case RETRIEVE -> callbackReturn = ret;
            case CAN_FINISH -> cannotFinish |= ret != null && (ret & 0xff) == 0;
            case UNPRESERVE, FREEZE, UNFREEZE, FINISH -> {
                // no result of the call shows by them
            }
        }
    }
}
