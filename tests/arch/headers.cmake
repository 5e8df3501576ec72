# Fails unless every public header compiles alone, as C11, C17 and C++11, seeing nothing
# but public headers, and every other header alone as C17.
#   cmake -DROOT=<project> -DCC=<compiler> -DCXX=<compiler or empty> -P headers.cmake
cmake_minimum_required(VERSION 3.25)

function(compile header language)
  execute_process(
    COMMAND ${ARGN} -fsyntax-only -Wall -Wextra -Wpedantic -Werror -I${ROOT}/include
            -include ${header} -x ${language} /dev/null
    RESULT_VARIABLE result ERROR_VARIABLE errors)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " compiler)
    message(SEND_ERROR "${header} does not compile alone by ${compiler}:\n${errors}")
  endif()
endfunction()

file(GLOB public ${ROOT}/include/cobuy/*.h)
file(GLOB_RECURSE internal ${ROOT}/src/*.h)
if(NOT public OR NOT internal)
  message(FATAL_ERROR "no headers in ${ROOT}")
endif()
foreach(header IN LISTS public)
  compile(${header} c ${CC} -std=c11)
  compile(${header} c ${CC} -std=c17)
  if(CXX)
    compile(${header} c++ ${CXX} -std=c++11)
  endif()
endforeach()
foreach(header IN LISTS internal)
  compile(${header} c ${CC} -std=c17 -D_XOPEN_SOURCE=700 -I${ROOT}/src)
endforeach()
