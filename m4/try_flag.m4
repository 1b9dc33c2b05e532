# DP_TRY_FLAG(FLAG): add FLAG to DP_CFLAGS when the compiler knows it.
AC_DEFUN([DP_TRY_FLAG], [
  AS_VAR_PUSHDEF([cache], [dp_cv_flag_$1])
  AC_CACHE_CHECK([whether $CC accepts $1], [cache], [
    dp_saved=$CFLAGS
    CFLAGS="$CFLAGS -Werror $1"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
      [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
    CFLAGS=$dp_saved])
  AS_VAR_IF([cache], [yes], [DP_CFLAGS="$DP_CFLAGS $1"])
  AS_VAR_POPDEF([cache])
])
